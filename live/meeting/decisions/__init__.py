"""The rules by section: each module answers its commands with events and changes nothing."""
