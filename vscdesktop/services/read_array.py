"""Read one ONTAP cluster into records of the domain."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from vscdesktop.clients.ontap import wire as ow
from vscdesktop.clients.ontap.client import Ontap
from vscdesktop.domain import array
from vscdesktop.domain.inventory import Thing
from vscdesktop.domain.keys import Key, Kind

Read = Callable[[], Iterable[Thing]]


def reads(client: Ontap) -> list[tuple[str, Read]]:
    home = client.home

    def key(kind: Kind, uuid: str) -> Key:
        return Key(kind, home, uuid)

    def cluster() -> list[Thing]:
        found = client.one("/cluster", ow.Cluster, fields="name,uuid,version")
        # its key is the connection: everything else of this cluster hangs below it
        return [array.Array(key(Kind.ARRAY, home), found.name, found.version.full)]

    def nodes() -> list[Thing]:
        found = client.records("/cluster/nodes", ow.Node, fields="uuid,name,state,model,date")
        now = datetime.now(UTC)
        return [array.Node(key(Kind.NODE, n.uuid), n.name, n.state, n.model, _date(n.date), now) for n in found]

    def tiers() -> list[Thing]:
        found = client.records("/storage/aggregates", ow.Tier, fields="uuid,name,state,node,space.block_storage")
        return [tier(t, t.space.block_storage) for t in found]

    def tier(t: ow.Tier, space: ow.Block) -> array.Tier:
        return array.Tier(key(Kind.TIER, t.uuid), t.name, t.state, t.node.name, space.size, space.available)

    def svms() -> list[Thing]:
        found = client.records("/svm/svms", ow.Svm, fields="uuid,name,state")
        return [array.Svm(key(Kind.SVM, s.uuid), s.name, s.state) for s in found]

    def lifs() -> list[Thing]:
        fields = "uuid,name,enabled,state,ip,services,svm,location"
        return [
            array.Lif(
                key(Kind.LIF, i.uuid),
                i.name,
                i.ip.address,
                key(Kind.SVM, i.svm.uuid) if i.svm else None,
                i.services,
                i.enabled and i.state == "up",
                i.location.node.name,
            )
            for i in client.records("/network/ip/interfaces", ow.Lif, fields=fields)
        ]

    def volumes() -> list[Thing]:
        return [volume(home, v) for v in client.records("/storage/volumes", ow.Volume, fields=VOLUME)]

    return [
        ("cluster", cluster), ("nodes", nodes), ("local tiers", tiers), ("storage VMs", svms), ("LIFs", lifs),
        ("volumes", volumes),
    ]  # fmt: skip


VOLUME = "uuid,name,svm,state,type,style,size,aggregates,nas.path,space,snaplock.type"


def volume(home: str, v: ow.Volume) -> array.Volume:
    return array.Volume(
        Key(Kind.VOLUME, home, v.uuid),
        v.name,
        Key(Kind.SVM, home, v.svm.uuid),
        v.svm.name,
        v.state,
        v.style,
        v.type,
        tuple(a.name for a in v.aggregates),
        v.nas.path,
        v.size,
        v.space.used,
        v.space.available,
        v.snaplock.type,
    )


def _date(text: str) -> datetime | None:
    """A time with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
