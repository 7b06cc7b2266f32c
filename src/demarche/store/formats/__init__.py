"""Formats of the field: writing events in them and reading event files of others."""
