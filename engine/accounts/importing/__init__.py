"""Import: files become a dataset, and a report says what became of every row."""
