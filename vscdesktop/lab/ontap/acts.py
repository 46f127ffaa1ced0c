"""Every change this server accepts: one entry each, and the code it runs."""

from vscdesktop.lab.ontap import clone_acts, file_acts, files_read, snapshot_acts
from vscdesktop.lab.ontap.model import Act

FILES = "/storage/volumes/{volume.uuid}/files"
CLONE = "/storage/file/clone"
SNAPSHOTS = "/storage/volumes/{volume.uuid}/snapshots"
PATHS = ("volume.uuid", "source_path", "destination_path")
COPIED = "{source_path} -> {destination_path}"

ACTS = (
    Act("GET", FILES, True, files_read.content),
    Act("POST", FILES, True, file_acts.create, ("type", "unix_permissions"), (), ("overwrite", "byte_offset")),
    Act("PATCH", FILES, True, file_acts.rename, ("path",), ("path",), says="-> {path}"),
    Act("DELETE", FILES, True, file_acts.delete),
    Act("POST", CLONE, False, clone_acts.clone, (*PATHS, "autodelete"), PATHS, says=COPIED),
    Act("POST", SNAPSHOTS, False, snapshot_acts.make, ("name", "comment"), ("name",), says="{name}"),
    Act("DELETE", SNAPSHOTS, True, snapshot_acts.delete),
)
