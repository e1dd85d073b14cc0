"""Tests in the shape of the code; see CONTRIBUTING.md for the rooms."""
