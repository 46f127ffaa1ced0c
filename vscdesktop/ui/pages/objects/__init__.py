"""What the inventory shows of one thing: head, tabs and their parts."""
