"""The record of a meeting after it was closed: what is done, what is missing, and its files.

A page and its files are reached by an account that organises or follows the branch, and by a
personal link to the meeting; `viewers` makes no difference between the two.
"""
