"""Reads that are more than rows of a table: capabilities, settings, templates, and a pool's files."""

from vscdesktop.lab.cloudstack import engine
from vscdesktop.lab.cloudstack.engine import Call, Refused
from vscdesktop.lab.cloudstack.tables import date, flexvol, look, place, rows
from vscdesktop.lab.world import Row, World

POOL_STATES = {
    "Initial", "Initialized", "Creating", "Attaching", "Up", "PrepareForMaintenance", "ErrorInMaintenance",
    "CancelMaintenance", "Maintenance", "Disabled", "Removed",
}  # fmt: skip
# what a fresh 4.23 answers, without the fields of plugins that are not in this cloud
CAPABILITIES = {
    "securitygroupsenabled": False, "dynamicrolesenabled": True, "cloudstackversion": "4.23.0.0",
    "userpublictemplateenabled": True, "supportELB": "false", "projectinviterequired": False,
    "allowusercreateprojects": True, "customdiskofferingminsize": 1, "customdiskofferingmaxsize": 1024,
    "regionsecondaryenabled": False, "kvmsnapshotenabled": False, "snapshotshowchainsize": False,
    "allowuserviewdestroyedvm": False, "allowuserexpungerecovervm": False,
    "allowuserexpungerecovervolume": False, "allowuserviewalldomainaccounts": False,
    "allowuserforcestopvm": True, "kubernetesserviceenabled": False,
    "kubernetesclusterexperimentalfeaturesenabled": False, "customhypervisordisplayname": "Custom",
    "defaultuipagesize": 20, "instancesstatsretentiontime": 720, "instancesstatsuseronly": False,
    "instancesdisksstatsretentionenabled": False, "instancesdisksstatsretentiontime": 720,
    "sharedfsvmmincpucount": 2, "sharedfsvmminramsize": 1024, "instanceleaseenabled": False,
    "extensionspath": "/usr/share/cloudstack-management/extensions", "dynamicscalingenabled": False,
    "additionalconfigenabled": False,
}  # fmt: skip


def capabilities(_world: World, _call: Call) -> Row:
    return {"capability": CAPABILITIES}


def configurations(world: World, call: Call) -> Row:
    """Settings; with clusterid only those that a cluster can have, with the cluster's own value."""
    answer = engine.listing(world, call)
    cluster = call.params.get("clusterid")
    if cluster is None or not answer:
        return answer
    settings = rows(world, "configuration")
    shown = [
        {**row, "value": settings[row["name"]]["_values"].get(cluster, row["value"]), "scope": "cluster"}
        for row in answer["configuration"]
        if "Cluster" in settings[row["name"]]["_scopes"]
    ]
    return {"count": len(shown), "configuration": shown} if shown else {}


def templates(world: World, call: Call) -> Row:
    """The lab's templates are public, so what anybody may run is all of them."""
    asked = call.params["templatefilter"]
    if asked not in ("all", "executable", "featured"):
        where = "com.cloud.template.VirtualMachineTemplate.TemplateFilter"
        raise Refused(431, f"No enum constant {where}.{asked}")
    return engine.listing(world, call)


def pools(world: World, call: Call) -> Row:
    if (state := call.params.get("status")) and state not in POOL_STATES:
        raise Refused(431, f"Invalid status: {state}", 4350)
    return engine.listing(world, call)


def objects(world: World, call: Call) -> Row:
    """A pool's directory as a host reads it (StorageBrowserImpl); only its first level belongs to volumes."""
    pool = rows(world, "storagepool")[call.params["id"]]
    path = call.params.get("path", "").strip("/")
    volume = flexvol(world, pool)
    if volume is None:
        raise Refused(530, "Failed to list datastore objects", 4250)
    node = volume.find(place(pool, path))
    if node is None or path.startswith(".snapshot"):
        text = f"Path {call.params.get('path', '')} doesn't exist in store: {pool['id']}"
        raise Refused(431, text, 4350)
    entries = list(volume.listing(place(pool, path))) if node.is_directory else [(path.rsplit("/", 1)[-1], node)]
    directory = path if node.is_directory else path.rpartition("/")[0]
    shown = [
        {
            "name": name,
            "isdirectory": entry.is_directory,
            "size": entry.size,
            "lastupdated": date(entry.modified),
            **_owner(world, pool, f"{directory}/{name}".lstrip("/")),
        }
        for name, entry in entries[engine.page_of(world, call)]
    ]
    return {"count": len(entries), **({"datastoreobject": shown} if shown else {})} if entries else {}


def _owner(world: World, pool: Row, path: str) -> Row:
    """Whose file a path of the pool is, for all CloudStack knows."""
    for file in rows(world, "_templatefile").values():
        if (file["storageid"], file["path"]) == (pool["id"], path):
            template = rows(world, "template")[file["templateid"]]
            return {
                "templateid": template["id"],
                "templatename": template["name"],
                "format": look(world, "template", template, "format"),
            }
    for disk in rows(world, "volume").values():
        if (disk["storageid"], disk["path"]) == (pool["id"], path):
            return {"volumeid": disk["id"], "volumename": disk["name"]}
    return {}
