"""All verbs, by name."""

from collections.abc import Mapping

from vscdesktop.plans.model import Verb
from vscdesktop.services import verbs_check, verbs_cloudstack, verbs_ontap, verbs_tidy
from vscdesktop.services.systems import Systems

ONTAP = (
    verbs_ontap.DirMake,
    verbs_ontap.DirDrop,
    verbs_ontap.FilePut,
    verbs_ontap.LeaseTake,
    verbs_ontap.LeaseDrop,
    verbs_ontap.FileRename,
    verbs_ontap.FileDelete,
    verbs_ontap.FileClone,
    verbs_ontap.SnapshotMake,
    verbs_ontap.SnapshotDrop,
    verbs_tidy.FileAside,
    verbs_tidy.FileBack,
)
CLOUDSTACK = (verbs_cloudstack.InstanceStop, verbs_cloudstack.InstanceStart)
CHECKS = (
    verbs_check.FactsSame,
    verbs_check.LeaseHeld,
    verbs_check.InstanceStopped,
    verbs_check.CopySame,
    verbs_check.BaseSame,
    verbs_check.FilesSame,
    verbs_check.FilesThere,
    verbs_tidy.BaseUnused,
    verbs_tidy.PointUnfinished,
)


def verbs(systems: Systems) -> Mapping[str, Verb]:
    """One instance of each verb, on these systems."""
    every: list[Verb] = [*(v(systems) for v in ONTAP), *(v(systems) for v in CLOUDSTACK), *(v(systems) for v in CHECKS)]
    return {verb.name: verb for verb in every}
