"""VSC Desktop: backup, recovery, provisioning and analytics for CloudStack clouds on NetApp ONTAP."""

__version__ = "0.1.0"
