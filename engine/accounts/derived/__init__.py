"""Derived account attributes: people, events or opportunities rolled up into one value."""
