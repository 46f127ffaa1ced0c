"""What this workstation remembers: paths, settings, secrets, the journal's file, locks."""
