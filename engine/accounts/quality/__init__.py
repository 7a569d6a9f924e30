"""What is wrong with a dataset, and what can safely be mended in it."""
