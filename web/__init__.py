"""Pages, HTTP interface, command line, and the assembly of the program from its parts."""
