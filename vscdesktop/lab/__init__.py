"""A data centre in a box: ONTAP and CloudStack on loopback, over one store of blocks.

Nothing here is imported by the product and nothing of the product is imported here.
"""
