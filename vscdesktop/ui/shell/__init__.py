"""The frame of the window: header, rail, task pane, finder."""
