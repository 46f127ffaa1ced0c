"""Reads that are more than rows of a table: capabilities, settings, templates, and a pool's files."""

from vscdesktop.lab.cloudstack import engine
from vscdesktop.lab.cloudstack.engine import Call, Refused
from vscdesktop.lab.cloudstack.tables import TABLES, date, flexvol, look, place, rows
from vscdesktop.lab.world import Row, World


def capabilities(_world: World, _call: Call) -> Row:
    """What a fresh 4.23 answers, without the fields of plugins that are not in this cloud."""
    return {"capability": TABLES["capability"].constant}


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


def objects(world: World, call: Call) -> Row:
    """A pool's directory as a host reads it (StorageBrowserImpl)."""
    pool = rows(world, "storagepool")[call.params["id"]]
    volume = flexvol(world, pool)
    if volume is None:
        raise Refused(530, "Failed to list datastore objects", 4250)
    if call.params.get("path", "/") != "/":
        raise Refused(530, "This lab lists a pool's first level only")
    entries = list(volume.listing(place(pool, "")))
    shown = [
        {
            "name": name,
            "isdirectory": entry.is_directory,
            "size": entry.size,
            "lastupdated": date(entry.modified),
            **_owner(world, pool, name),
        }
        for name, entry in entries[engine.page_of(world, call)]
    ]
    return {"count": len(entries), **({"datastoreobject": shown} if shown else {})} if entries else {}


def _owner(world: World, pool: Row, path: str) -> Row:
    """Whose file a path of the pool is, for all CloudStack knows."""
    for file in rows(world, "_templatefile").values():
        if (file["storageid"], file["path"]) == (pool["id"], path):
            template = rows(world, "template")[file["templateid"]]
            shown = {"templateid": template["id"], "templatename": template["name"]}
            return {**shown, "format": look(world, "template", template, "format")}
    for disk in rows(world, "volume").values():
        if (disk["storageid"], disk["path"]) == (pool["id"], path):
            return {"volumeid": disk["id"], "volumename": disk["name"]}
    return {}
