"""Names of points, sizes and image heads."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vscdesktop.domain import points, qcow2, units


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.text("0123456789abcdef", min_size=8, max_size=8))
def test_a_points_folder_tells_instance_time_and_id(at: datetime, ident: str) -> None:
    name = points.PointName("i1", at.replace(microsecond=0, tzinfo=UTC), ident)
    assert points.parse("i1", name.folder) == name


@given(st.text())
def test_other_folders_are_no_points(folder: str) -> None:
    found = points.parse("i1", folder)
    assert found is None or found.folder == folder


def test_sizes_read_like_sizes() -> None:
    shown = [units.size(n) for n in (0, 812, 1536, 1 << 40, 118 << 20, -(5 << 30))]
    assert shown == ["0 B", "812 B", "1.5 KiB", "1 TiB", "118 MiB", "-5 GiB"]


@given(st.binary(max_size=300))
def test_bytes_that_are_no_image_are_none_and_never_an_error(head: bytes) -> None:
    assert qcow2.parse(head) is None
    qcow2.parse(b"QFI\xfb\0\0\0\x03" + head)
