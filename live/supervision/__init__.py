"""Watching several meetings: what needs attention in each. Pure folds, no rules."""
