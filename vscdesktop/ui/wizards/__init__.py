"""Wizards: dialogs that show what a flow knows."""
