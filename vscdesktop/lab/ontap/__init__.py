"""An ONTAP REST server.

What is data stands in tables.py and resources/lab/ontap.json; what has an effect, in the files named *_acts.
"""
