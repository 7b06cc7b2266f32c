"""demarche reads news and answers who did what to whom, with the words behind every field."""

__version__ = "0.1.0"
