"""Reports of a unit over months and quarters, and the comparison of its branches."""
