"""Sentences to events: one file for each question."""

from demarche.coding.coder import FrameCoder

__all__ = ["FrameCoder"]
