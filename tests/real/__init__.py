"""Data that nobody here wrote: real exports, which the tests skip where they are not there."""
