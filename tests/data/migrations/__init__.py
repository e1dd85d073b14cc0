"""Scripts that tests give the program beside its own."""
