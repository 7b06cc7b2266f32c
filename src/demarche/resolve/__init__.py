"""One event, many reports: copies of articles, stories told by several, and how stories follow each other."""
