"""``make faults``: real processes are hurt by a seeded schedule while members go on pressing.

Every acknowledgement that a member got is compared with the log afterwards. `installations` says
what is hurt, `damage` how, `crowd` who presses meanwhile, `reckoning` what is counted at the end.
"""
