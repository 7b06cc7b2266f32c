"""Open questions."""
def questions(context): return []
