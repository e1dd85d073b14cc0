"""Stores without a server: the codec, the journal, the directory of registers."""
