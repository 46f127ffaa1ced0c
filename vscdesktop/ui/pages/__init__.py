"""The places of the window: each page shows, and asks the context for everything it does."""
