"""Watching several meetings: measures, alerts, the order of tiles. Pure folds, no rules."""
