"""What events change, by section. No event is ever refused here: deciding is over."""
