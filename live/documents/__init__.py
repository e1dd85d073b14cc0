"""The bytes of a meeting's documents: PDF, Word, and their signatures.

What a document says is made in `live.record`; here it becomes a file by libraries. The libraries
are imported where they are used, because each takes a tenth of a second or more to load.
"""
