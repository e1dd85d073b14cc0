"""The web layer in one process: pages are asked for without a port."""
