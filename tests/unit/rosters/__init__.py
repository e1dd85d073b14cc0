"""Lists of members: words, cells, tables, plans."""
