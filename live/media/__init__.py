"""Sound and picture. Knows peers, sources, slots and layers; never what a meeting is."""
