"""What the files are, judged by qemu-img: live disks, copies of restore points, and restored disks."""

from pathlib import Path

import pytest

from tests.images import copies, live, needs_qemu
from tests.support import Site
from vscdesktop.plans.model import State

pytestmark = [needs_qemu, pytest.mark.usefixtures("brisk")]
GOOD = (State.DONE, State.RESIDUE)
CLEAN, LEAKED = 0, 3
STOPPED = {
    "app-01": "three disks on two volumes",
    "ci-02": "one disk in a sub-directory of its volume",
    "plugin-01": "in a pool of NetApp's plugin",
    "proj-01": "a project's",
    "quote-01": "markup in its names",
}
RUNNING = {
    "web-01": "four disks on two volumes",
    "dns-01": "one disk in a sub-directory of its volume",
}


@pytest.mark.parametrize("name", [*STOPPED, *RUNNING])
def test_a_copy_is_a_sound_image_on_the_backing_file_that_its_head_names(site: Site, tmp_path: Path, name: str) -> None:
    if name in STOPPED:
        assert all(image.check() == CLEAN for image in live(site, name, tmp_path / "live").values())
    assert site.backup(name).state in GOOD
    manifest = site.manifest(name)
    found = copies(site, manifest, tmp_path)
    assert len(found) == len(site.bench.hashes(name))
    for disk in manifest.disks:
        image = found[disk.name]
        assert image.check() in ((CLEAN,) if name in STOPPED else (CLEAN, LEAKED))
        assert len(image.chain) == (2 if disk.kind == "ROOT" else 1)
        assert image.backing() == (f"/mnt/{disk.pool}/{image.chain[1].name}" if disk.kind == "ROOT" else "")
        if disk.backing:  # what the manifest says of it is what qemu reads, and the base stands in the pool itself
            assert (disk.backing.written, disk.backing.name) == (image.backing(), image.chain[1].name)
            assert f"{disk.directory}/{disk.backing.name}".lstrip("/") in site.bench.files(disk.volume_name)


@pytest.mark.parametrize("name", [*STOPPED, *RUNNING])
def test_a_guest_reads_from_a_restored_disk_what_the_copy_holds(site: Site, tmp_path: Path, name: str) -> None:
    assert site.backup(name).state in GOOD
    kept = copies(site, site.manifest(name), tmp_path / "copies")
    site.bench.write(name)
    written = live(site, name, tmp_path / "written")
    assert written.keys() == kept.keys()
    assert not any(written[disk].reads_as(kept[disk]) for disk in kept), "what was written can be told from the copy"
    assert site.run(site.restore_plan(name, stop=name in RUNNING)).state in GOOD
    restored = live(site, name, tmp_path / "restored")
    assert all(restored[disk].check() == CLEAN for disk in kept)
    assert all(restored[disk].reads_as(kept[disk]) for disk in kept)
    before = copies(site, site.manifest(name), tmp_path / "before")
    if name in STOPPED:
        assert all(before[disk].reads_as(written[disk]) for disk in kept), "the before-point holds what was replaced"
    assert all(image.check() == CLEAN for image in before.values()), "its disks were stopped"
