"""Static files at addresses that change with their content, joined and compressed once.

`files` makes them from the sources (pure but for reading those once), `serving` answers requests.
"""
