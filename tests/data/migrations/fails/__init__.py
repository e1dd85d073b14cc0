"""Scripts of a version that there is not."""
