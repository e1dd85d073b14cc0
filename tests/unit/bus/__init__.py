"""Buses without a server: queues and the choice of a bus."""
