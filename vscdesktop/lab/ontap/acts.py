"""Every change this server accepts: one entry each, and the code it runs."""

from vscdesktop.lab.ontap import clone_acts, file_acts, files_read, snapshot_acts
from vscdesktop.lab.ontap.model import Act, Call

FILES = "/storage/volumes/{volume.uuid}/files"
SNAPSHOTS = "/storage/volumes/{volume.uuid}/snapshots"


def _new_path(call: Call) -> str:
    return f"-> {call.body.get('path', '')}"


ACTS = (
    Act("GET", FILES, True, files_read.content),
    Act(
        "POST",
        FILES,
        True,
        file_acts.create,
        settable=frozenset({"type", "unix_permissions"}),
        parameters=frozenset({"overwrite", "byte_offset"}),
    ),
    Act(
        "PATCH",
        FILES,
        True,
        file_acts.rename,
        settable=frozenset({"path"}),
        required=("path",),
        says=_new_path,
    ),
    Act("DELETE", FILES, True, file_acts.delete),
    Act(
        "POST",
        "/storage/file/clone",
        False,
        clone_acts.clone,
        settable=clone_acts.SETTABLE,
        required=("volume.uuid", "source_path", "destination_path"),
        says=clone_acts.says,
    ),
    Act(
        "POST",
        SNAPSHOTS,
        False,
        snapshot_acts.make,
        settable=frozenset({"name", "comment"}),
        required=("name",),
        says=snapshot_acts.says,
    ),
    Act("DELETE", SNAPSHOTS, True, snapshot_acts.delete),
)
