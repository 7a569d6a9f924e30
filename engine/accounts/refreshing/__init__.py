"""The parts of a refresh: fields, keyed tables, relations and events."""
