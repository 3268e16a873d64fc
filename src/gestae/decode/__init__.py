"""Originals become frames with exact presentation times; what is damaged is said."""
