"""What wizards do, without a window: choices, what comes next, what must be read, what is refused. No Qt."""
