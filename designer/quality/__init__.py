"""What is wrong with the data in use, what can be mended, and how well every field is filled."""
