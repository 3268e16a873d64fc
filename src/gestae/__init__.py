"""gestae: from what recorded one incident to an order of events that a stranger can verify."""

__version__ = "0.1.0"
