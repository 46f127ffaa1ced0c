"""What a person wants done. Services read, and build plans; they never send a change themselves."""
