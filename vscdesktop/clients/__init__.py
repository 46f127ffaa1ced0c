"""How we talk to ONTAP and CloudStack. The only room with their SDKs."""
