"""Tables and trees over models that are given: one description of a cell, two delegates."""
