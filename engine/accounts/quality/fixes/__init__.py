"""What can be mended without a guess: pure functions from a dataset to the mended one."""
