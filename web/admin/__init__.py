"""Administration pages: units, branches, people, sites, accounts, agenda templates.

Every page is a form or a table rendered here; a change is a POST that ends in a redirect. Nothing
needs JavaScript; what there is of it only shortens ways.
"""
