"""What volumes and tiers say about their space, read from the blocks.

The sums hold on every recorded real volume (NetApp Harvest's test data): used = used_by_afs + what the
snapshots spill over the reserve, percent_used is rounded down, physical_used = footprint, and so on.
The snapshot reserve is 0 here, so all that snapshots hold is spill.  A tier's free space does not cap the
`available` of its thin volumes, as it does on a real system: make tiers large enough.
"""

from vscdesktop.lab.blocks import round_up
from vscdesktop.lab.files import Volume
from vscdesktop.lab.world import Row, World


def volume_space(world: World, row: Row) -> Row:
    """`space` of a volume; an offline one knows only its size and footprints."""
    volume = world.state.volumes[row["uuid"]]
    used = round_up(volume.used)
    footprints = {
        "size": volume.size,
        "footprint": used,
        "local_tier_footprint": used,
        "total_footprint": used,
        "metadata": volume.metadata,
    }
    return footprints if row["state"] == "offline" else {**_details(volume, used), **footprints}


def _details(volume: Volume, used: int) -> Row:
    size, held = volume.size, volume.all.bytes - volume.live.bytes
    by_files, free = used - held, max(size - used, 0)
    logical = by_files + sum(n.used for n in volume.nodes.values() if not n.is_directory) - volume.live.bytes
    return {
        "available": free,
        "used": used,
        "afs_total": size,
        "used_by_afs": by_files,
        "user_data": by_files - volume.metadata,
        "filesystem_size": size,
        "expected_available": free,
        "over_provisioned": 0,
        "size_available_for_snapshots": free,
        "percent_used": 100 * used // size,
        "available_percent": 100 * free // size,
        "physical_used": used,
        "physical_used_percent": round(100 * used / size),
        "logical_space": {"used": logical, "used_by_afs": logical, "used_percent": round(100 * logical / size)},
        "snapshot": {
            "used": held,
            "reserve_percent": 0,
            "reserve_size": 0,
            "reserve_available": 0,
            "space_used_percent": 0,
        },
        "snapshot_spill": held or None,  # sent only when there is any
    }


def tier_space(world: World, row: Row) -> Row:
    """`space` of an aggregate: what its volumes hold."""
    on_it = (v for v, r in world.state.ontap.get("volumes", {}).items() if r["_tier"] == row["uuid"])
    used = sum(round_up(world.state.volumes[v].used) for v in on_it)
    size = row["_size"]
    return {
        "block_storage": {
            "size": size,
            "available": max(size - used, 0),
            "used": used,
            "used_percent": 100 * used // size,
        }
    }
