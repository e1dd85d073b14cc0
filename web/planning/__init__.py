"""The month's plan: who follows which branch, who attends which meeting; pages and calendars."""
