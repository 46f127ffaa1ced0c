"""How anything is changed: a plan is a list of small records; one runner, one journal."""
