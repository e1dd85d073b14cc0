"""Measurements. Nothing here asserts on time; each figure is one line ``name value unit``."""
