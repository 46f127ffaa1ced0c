"""What somebody in the data centre may have done, and the exact sentence that refuses to go on."""

import re
from collections.abc import Callable
from typing import Any

from tests.support import Bench

ONTAP = ("volumes", "nodes", "splits")
GOLD = "Volume cs_gold of disk ROOT-2 {0}.\nVolume cs_gold of disk DATA-21 {0}."
AWAY = "Disk {} is not on a known ONTAP volume: "
UNREAD = "The {} could not be read, so this cannot be judged. "
DARK = UNREAD + "lab-ontap answers with HTTP 503 and no ONTAP error."
DIM = UNREAD + "lab cloud answers {} with HTTP 503 and no CloudStack answer."


class Inside:
    """Somebody in the data centre who changes what we do not expect."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.control = bench, bench.control

    def edit(self, table: str, name: str, unset: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
        server = "ontap" if table in ONTAP else "cloudstack"
        row = {"server": server, "table": table, "id": name, "name": name, "set": values, "unset": unset}
        found: dict[str, Any] = self.control("POST", "/edit", row)
        return found

    def id(self, table: str, name: str) -> str:
        row = self.edit(table, name)
        return str(row.get("id") or row["uuid"])

    def delete(self, *paths: str) -> None:
        for path in paths:
            self.control("POST", "/volumes/cs_gold/delete", {"path": path})

    def setting(self, name: str, value: str) -> None:
        self.control("POST", "/configuration", {"name": name, "value": value})

    def fill(self, available: int) -> None:
        self.control("POST", "/volumes/cs_gold/fill", {"available": available})

    def load(self, left: int) -> None:
        load = {"maximum": 1 << 40, "current": (1 << 40) - left, "token_reserved": 0}
        self.edit("splits", self.id("nodes", "lab-ontap-01"), _load=load)

    def dark(self, match: str) -> None:
        rule = {"match": match, "times": -1, "do": "answer", "status": 503, "body": "<html>Service Unavailable</html>"}
        self.control("POST", "/faults", rule)

    def base(self) -> str:
        """The backing file of app-01's ROOT disk."""
        return str(self.control("GET", "/disks?instance=app-01")[0]["backing"]).rpartition("/")[2]

    def ours(self, part: str) -> list[str]:
        return [p for p in self.bench.files("cs_gold") if re.search(part, p)]


Prepare = Callable[[Inside], object]
BACKUPS: list[tuple[str, str, Prepare, str]] = [
    ("instance snapshots", "snapped-01", lambda i: None,
     "snapped-01 has instance snapshots (before upgrade), so its disks are chains of files. Delete them in CloudStack "
     "first.\nThe backing file UUID of disk ROOT-6 is no template that CloudStack knows."),
    ("foreign base", "foreign-01", lambda i: None,
     "The backing file stray.qcow2 of disk ROOT-7 is no template that CloudStack knows."),
    ("disk not ready", "unready-01", lambda i: None,
     "Disk ROOT-8 is Snapshotting, not Ready. Wait until CloudStack has finished with it."),
    ("job", "busy-01", lambda i: None,
     "CloudStack is working on busy-01 (job UUID). Wait until the job has ended."),
    ("other NAS", "nas-01", lambda i: None,
     AWAY.format("ROOT-5") + "192.0.2.50 is no LIF of a connected ONTAP cluster."),
    ("raw", "raw-01", lambda i: None, "Disk DATA-131 is not a qcow2 file."),
    ("hypervisor", "app-01", lambda i: i.edit("virtualmachine", "app-01", hypervisor="VMware"),
     "app-01 runs on VMware; only KVM instances are handled."),
    ("between states", "app-01", lambda i: i.edit("virtualmachine", "app-01", state="Migrating"),
     "app-01 is Migrating. Wait until it is Running or Stopped."),
    ("incremental snapshots", "app-01", lambda i: i.setting("kvm.incremental.snapshot", "true"),
     "Incremental KVM snapshots are on (kvm.incremental.snapshot) for app-01: CloudStack's next snapshot would build "
     "on the wrong data. Turn the setting off first."),
    ("pool down", "db-01", lambda i: i.edit("storagepool", "gold", state="Maintenance"),
     "Pool gold of disk ROOT-3 is Maintenance, not Up.\nPool gold of disk DATA-31 is Maintenance, not Up."),
    ("pool kind", "dns-01", lambda i: i.edit("storagepool", "silver", type="Iscsi"),
     AWAY.format("ROOT-17") + "Iscsi pools are not handled yet; only NFS pools are."),
    ("FlexGroup", "app-01", lambda i: i.edit("volumes", "cs_gold", style="flexgroup"),
     GOLD.format("is a flexgroup; only FlexVols are handled")),
    ("mirror", "app-01", lambda i: i.edit("volumes", "cs_gold", type="dp"), GOLD.format("is of type dp, not rw")),
    ("SnapLock", "app-01", lambda i: i.edit("volumes", "cs_gold", snaplock={"type": "enterprise"}),
     GOLD.format("is a SnapLock volume (enterprise)")),
    ("offline", "ci-01", lambda i: i.edit("volumes", "cs_gold", state="offline"),
     AWAY.format("ROOT-18") + "/cs_gold may be on a volume of that storage VM that is not online (cs_gold)."),
    ("file gone", "ci-01", lambda i: i.delete(i.id("volume", "ROOT-18")),
     "The file of disk ROOT-18 (UUID) is not on its volume."),
    ("base gone", "app-01", lambda i: i.delete(i.base()),
     "The backing file UUID of disk ROOT-2 is missing in its pool: the disk cannot be read."),
    ("nested pools", "db-01", lambda i: i.edit("storagepool", "silver", path="/cs_gold/deep"),
     "Pool silver lies inside pool gold on the same volume; nested pools are not handled."),
    ("job on a disk", "app-01", lambda i: i.edit("volume", "ROOT-2", jobid=i.id("volume", "ROOT-2"), jobstatus=0),
     "CloudStack is working on disk ROOT-2 (job UUID). Wait until the job has ended."),
    ("snapshot being taken", "mail-01",
     lambda i: i.edit("snapshot", "mail-01_ROOT-16_20260901", state="BackingUp"),
     "CloudStack is taking a snapshot of disk ROOT-16 (BackingUp). Wait until it has ended."),
    ("no room", "app-01", lambda i: i.fill(1 << 20),
     "Volume cs_gold has 1 MiB free; the plan needs about 1.05 MiB for clone metadata. Free space or grow the volume."),
    ("split load", "app-01", lambda i: i.load(1 << 20),
     "lab-ontap-01 is still sharing blocks of earlier clones (split load): only 1 MiB more can be cloned now. "
     "Try again later."),
    ("no instance", "nobody-01", lambda i: None, "No instance is called nobody-01."),
    ("two instances", "twin", lambda i: [i.edit("virtualmachine", n, displayname="twin") for n in ("ci-01", "ci-02")],
     "2 instances are called twin: use an id (UUID, UUID)."),
    ("clusters unread", "dns-01", lambda i: i.dark("listClusters"), DIM.format("clusters", "listClusters")),
    ("pools unread", "dns-01", lambda i: i.dark("listStoragePools"),
     DIM.format("primary storage", "listStoragePools") + "\n" + AWAY.format("ROOT-17") + "Its pool was not read."),
    ("nodes unread", "dns-01", lambda i: i.dark("/cluster/nodes"),
     DARK.format("nodes") + "\nNo node of the ONTAP cluster was read, so its clock is not known."),
    ("LIFs unread", "dns-01", lambda i: i.dark("/network/ip/interfaces"),
     DARK.format("LIFs") + "\n" + AWAY.format("ROOT-17") + "192.0.2.12 is no LIF of a connected ONTAP cluster."),
    ("volumes unread", "dns-01", lambda i: i.dark(r"/storage/volumes$"),
     DARK.format("volumes") + "\n" + AWAY.format("ROOT-17")
     + "No volume of that storage VM is mounted at /cs_shared/silver."),
    ("one reason for two", "dns-01", lambda i: i.dark(r"(/cluster/nodes|/storage/volumes$)"),
     DARK.format("nodes and volumes") + "\n" + AWAY.format("ROOT-17")
     + "No volume of that storage VM is mounted at /cs_shared/silver."),
]  # fmt: skip
RESTORES: list[tuple[str, Prepare, str]] = [
    ("running", lambda i: i.edit("virtualmachine", "app-01", state="Running"),
     "app-01 is running. Its disks are replaced only while it is stopped: add --stop to let the plan stop it."),
    ("attached since",
     lambda i: i.edit("volume", "archive", virtualmachineid=i.id("virtualmachine", "app-01"), deviceid=3),
     "The disks of app-01 are not those of the restore point (attached since: archive)."),
    ("detached since", lambda i: i.edit("volume", "DATA-21", unset=("virtualmachineid",)),
     "The disks of app-01 are not those of the restore point (no longer attached: DATA-21)."),
    ("resized since", lambda i: i.edit("volume", "DATA-21", size=6 << 30),
     "Disk DATA-21 is 6 GiB now and was 5 GiB in the restore point; CloudStack would not notice the change."),
    ("moved since", lambda i: i.edit("volume", "DATA-22", storageid=i.id("storagepool", "plugin")),
     "Disk DATA-22 has moved to another pool since; its copy is in pool silver."),
    ("copy gone", lambda i: i.delete(i.ours("/1.qcow2$")[0]),
     "The copy of disk DATA-21 (.vsc/points/UUID/POINT/1.qcow2) is gone from its volume: this point cannot be "
     "restored."),
    ("base and clone gone", lambda i: i.delete(i.base(), *i.ours("^.vsc/base/")),
     "The backing file UUID of disk ROOT-2 is gone, and our clone of it is not in its place: this point cannot be "
     "restored. If a tidy that did not come to its end moved the clone aside, `check` "
     "says so and puts it back."),
    ("another base",
     lambda i: i.control("POST", "/volumes/cs_gold/put", {"path": i.base(), "text": "another"}),
     "The backing file UUID of disk ROOT-2 is in the pool, but it is not the one the copy was made on."),
    ("no room", lambda i: i.fill(1 << 20),
     "Volume cs_gold has 1 MiB free; the plan needs about 1.07 MiB for clone metadata. Free space or grow the volume."),
]  # fmt: skip
