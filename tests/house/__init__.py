"""The house rules as tests: import directions, sizes, purity, documents that cannot lag."""
