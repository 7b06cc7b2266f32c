"""Records for people: text, tables, the evidence page, explanations."""
