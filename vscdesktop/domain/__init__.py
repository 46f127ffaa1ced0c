"""What things are: records and pure rules. Standard library only, no I/O, no clock."""
