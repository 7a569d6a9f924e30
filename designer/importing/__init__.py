"""The wizard that imports account data: files, what they hold, and what becomes of each column."""
