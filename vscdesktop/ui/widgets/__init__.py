"""Small widgets. Each paints from the live theme; none keeps a colour."""
