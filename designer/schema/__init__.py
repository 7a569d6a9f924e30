"""The fields and event types in use, and the attributes that are derived from others."""
