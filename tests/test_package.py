from datetime import date
from io import BytesIO
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from ose_batch.documents import package

DAY = date(2028, 2, 29)


@given(st.dictionaries(st.text("abcé/._ ", min_size=1), st.binary(max_size=3000)), st.integers(1, 9))
def test_zipfile_reads_what_was_written(contents: dict[str, bytes], level: int) -> None:
    zipped = package.write((package.member(name, content, level) for name, content in contents.items()), DAY)
    with ZipFile(BytesIO(zipped)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == contents
        assert {info.date_time for info in archive.infolist()} <= {(2028, 2, 29, 0, 0, 0)}


def test_large_members_and_their_order() -> None:
    contents = {"b": bytes(range(256)) * 4000, "a": b"", "c": b"x" * 70_000}
    zipped = package.write([package.member(name, content) for name, content in contents.items()], DAY)
    with ZipFile(BytesIO(zipped)) as archive:
        assert archive.namelist() == ["b", "a", "c"]
        assert [archive.read(name) for name in contents] == list(contents.values())
