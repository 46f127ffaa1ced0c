"""What views show: item models over what was read, and nothing that asks a server."""
