"""Damaged and altered workbooks, the same for the same number, and what becomes of them.

python -m tests.mutants 6000
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from functools import cache
from pathlib import Path

from ose_batch.forms.recognise import Grid
from ose_batch.forms.scan import scan
from ose_batch.model import Rejection, Trouble
from ose_batch.wording.forms import LISTS_TAB
from tests import independent

ROOT = Path(__file__).parent
BASES = tuple(
    sorted(path for path in (ROOT.parent / "examples").iterdir() if path.suffix in (".xlsx", ".ods"))
    + sorted((ROOT / "fixtures").glob("filled.*"))
)
SLOWEST = 10.0
"""Seconds for one file."""
CRASHED = "the reader raised an exception"
LARGEST = 2**30
"""Bytes of memory for one process."""

# ------------------------------------------------------------------------------------------------------------- mutants


def mutant(number: int) -> tuple[str, bytes]:
    """What was done to which file, and the result."""
    dice = random.Random(number)
    path = BASES[number % len(BASES)]
    how = dice.choice(BYTES) if dice.random() < 0.25 else in_xml
    return f"{path.name}: {how.__name__}", how(path, dice)


@cache
def content(path: Path) -> bytes:
    return path.read_bytes()


@cache
def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def truncated(path: Path, dice: random.Random) -> bytes:
    return content(path)[: dice.randrange(len(content(path)))]


def flipped(path: Path, dice: random.Random) -> bytes:
    damaged = bytearray(content(path))
    for _ in range(dice.choice((1, 1, 2, 8))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def zeroed(path: Path, dice: random.Random) -> bytes:
    damaged = bytearray(content(path))
    start, length = dice.randrange(len(damaged)), dice.choice((4, 64, 4096))
    damaged[start : start + length] = bytes(min(length, len(damaged) - start))
    return bytes(damaged)


def spliced(path: Path, dice: random.Random) -> bytes:
    """A stretch left out, or there twice."""
    whole = content(path)
    start, end = sorted(dice.randrange(len(whole)) for _ in range(2))
    return whole[:start] + whole[end:] if dice.random() < 0.5 else whole[:end] + whole[start:]


def in_directory(path: Path, dice: random.Random) -> bytes:
    """A byte of the headers of the zip."""
    damaged = bytearray(content(path))
    headers = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x05\x06|PK\x03\x04", damaged)]
    for _ in range(dice.choice((1, 2))):
        damaged[min(dice.choice(headers) + dice.randrange(60), len(damaged) - 1)] = dice.choice(
            (0, 1, 255, dice.randrange(256))
        )
    return bytes(damaged)


BYTES: Sequence[Callable[[Path, random.Random], bytes]] = (truncated, flipped, zeroed, spliced, in_directory)

TOKEN = re.compile(rb"<[^>]*>|[^<]+")
ATTRIBUTE = re.compile(rb' [\w:.-]+="[^"]*"')
READ = re.compile(r"worksheets/sheet|sharedStrings|styles|workbook\.xml|content\.xml|\.rels")
ODD_VALUES = (
    b"",
    b"0",
    b"-1",
    b"1",
    b"4294967295",
    b"99999999999999999999",
    b"A1",
    b"XFD1048576",
    b"XFE1",
    b"a",
    b"s",
    b"n",
    b"b",
    b"e",
    b"d",
)
ODD_VALUES += (
    b"str",
    b"inlineStr",
    b"1e999",
    b"-5",
    b"true",
    b"NaN",
    b"2026-11-02",
    b"&#0;",
    b"&#65;",
    b" 1 ",
    b"string",
    b"float",
    b"16384",
)
ODD_MARKUP = (
    b"<!-- -->",
    b"<![CDATA[x]]>",
    b"<?x y?>",
    b"&amp;",
    b"&#10;",
    b"&#55296;",
    b"&x;",
    b"]]>",
    b"<x/>",
    b"<v>1</v>",
    b"<c/>",
    b"</c>",
    b"\x00",
)
ODD_MARKUP += (
    b"\xff",
    b"\r\n",
    b"\t",
    b"  ",
    b"<t>z</t>",
    b"<f>1</f>",
    b"<row/>",
    b"<is><t>z</t></is>",
    b"<text:p>z</text:p>",
    b"<text:s/>",
    b"<text:tab/>",
)
ODD_MARKUP += (
    b"<table:table-cell/>",
    b"\xef\xbf\xbf",
    b"_x0041_",
    b"<!DOCTYPE x>",
    b"<office:annotation><text:p>z</text:p></office:annotation>",
)


def in_xml(path: Path, dice: random.Random) -> bytes:
    """Pieces of XML exchanged, left out, repeated or replaced, in a zip that is sound."""
    changed = dict(parts(path))
    name = dice.choice([name for name in changed if READ.search(name) and changed[name]])
    if dice.random() < 0.5:
        name = max((name for name in changed if READ.search(name)), key=lambda name: len(changed[name]) * dice.random())
    tokens = TOKEN.findall(changed[name])
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        dice.choice(CHANGES)(tokens, dice)
    changed[name] = b"".join(tokens)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, xml in changed.items():
            archive.writestr(part, xml)
    return buffer.getvalue()


def exchange(tokens: list[bytes], dice: random.Random) -> None:
    one = dice.randrange(len(tokens))
    other = min(max(0, one + dice.randrange(-40, 40)), len(tokens) - 1)
    tokens[one], tokens[other] = tokens[other], tokens[one]


def leave_out(tokens: list[bytes], dice: random.Random) -> None:
    tokens[dice.randrange(len(tokens))] = b""


def repeat(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    tokens[at] *= 2


def move_element(tokens: list[bytes], dice: random.Random) -> None:
    """A whole element copied, cut, or put elsewhere: what comes out is well-formed."""
    starts = [at for at, token in enumerate(tokens) if token.startswith(b"<") and token[1:2] not in b"/?!"]
    if not starts:
        return
    start = end = dice.choice(starts)
    depth = 0
    while end < len(tokens):
        token = tokens[end]
        depth += token.startswith(b"<") and token[1:2] not in b"/?!" and not token.endswith(b"/>")
        depth -= token.startswith(b"</")
        end += 1
        if depth <= 0:
            break
    element = b"".join(tokens[start:end])
    if dice.random() < 0.6:
        tokens[start:end] = [b""]
    at = dice.choice(starts)
    if dice.random() < 0.7 and at < len(tokens):
        tokens[at] = element + tokens[at]


def attribute(tokens: list[bytes], dice: random.Random) -> None:
    """The value of an attribute, that of another or an odd one."""
    tags = [at for at, token in enumerate(tokens) if ATTRIBUTE.search(token)]
    if not tags:
        return
    at = dice.choice(tags)
    found = dice.choice(list(ATTRIBUTE.finditer(tokens[at])))
    name, _, value = found[0].partition(b"=")
    match dice.randrange(5):
        case 0:
            new = b""
        case 1:
            new = found[0] * 2
        case 2:
            new = name[:-1] + b"=" + value
        case 3:
            new = dice.choice(ATTRIBUTE.findall(tokens[dice.choice(tags)]))
        case _:
            new = name + b'="' + dice.choice(ODD_VALUES) + b'"'
    tokens[at] = tokens[at][: found.start()] + new + tokens[at][found.end() :]


def text(tokens: list[bytes], dice: random.Random) -> None:
    """The text between two tags replaced by an odd one, or odd markup put in."""
    at = dice.randrange(len(tokens))
    if not tokens[at].startswith(b"<") and dice.random() < 0.5:
        tokens[at] = dice.choice(ODD_VALUES)
    else:
        tokens[at] += dice.choice(ODD_MARKUP)


def rename(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    tokens[at] = re.sub(
        rb"^(</?)([\w:-]+)",
        lambda found: found[1] + dice.choice((b"v", b"c", b"x", found[2].upper(), b"x:" + found[2])),
        tokens[at],
    )


def flip(tokens: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(tokens))
    if tokens[at]:
        damaged = bytearray(tokens[at])
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        tokens[at] = bytes(damaged)


CHANGES: Sequence[Callable[[list[bytes], random.Random], None]] = (
    *(exchange, leave_out, repeat, move_element, move_element, move_element),
    *(attribute, attribute, attribute, attribute, text, text, rename, flip),
)

# ----------------------------------------------------------------------------------------------------- what they become


@dataclass(frozen=True)
class Verdict:
    name: str
    said: str
    """`read`, or the reason of the refusal."""
    seconds: float
    peak: int
    """Bytes, of the process so far."""
    disagreement: str = ""


def judge(name: str, content: bytes) -> Verdict:
    start = time.perf_counter()
    try:
        found = scan("dossier.xlsx", content)
    except Exception as error:
        return Verdict(name, CRASHED, time.perf_counter() - start, 0, f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    peak = peak_memory()
    if isinstance(found, Rejection):
        return Verdict(name, found.reason, seconds, peak)
    return Verdict(name, "read", seconds, peak, disagreement(found, content))


def peak_memory() -> int:
    """Bytes, 0 where the platform does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def disagreement(grids: Sequence[Grid], content: bytes) -> str:
    """How what was read differs from what the independent reader finds in the same bytes; empty when it does not."""
    try:
        expected = independent.read(content, without=LISTS_TAB)
    except Exception as error:
        return f"read, though the independent reader refuses: {type(error).__name__} {error}"
    if [grid.name for grid in grids] != list(expected):
        return f"sheets {[grid.name for grid in grids]}, expected {list(expected)}"
    for grid in grids:
        read = cells(grid)
        cells_expected = {at: plain for at, value in expected[grid.name].items() if (plain := comparable(value)) != ""}
        for at in sorted(read.keys() | cells_expected.keys()):
            if read.get(at) != cells_expected.get(at):
                return f"{grid.name} {at}: {read.get(at)!r}, expected {cells_expected.get(at)!r}"
    return ""


def cells(grid: Grid) -> dict[tuple[int, int], object]:
    found = {
        (row, column): plain
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if (plain := comparable(value)) != ""
    }
    return found | {at: f"error {text}" for at, (trouble, text) in grid.marks.items() if trouble is Trouble.ERROR}


def comparable(value: object) -> object:
    """Without what readers are free to do: spaces at the edges and in a row, line ends, a time as a duration."""
    if isinstance(value, independent.Mistake):
        return f"error {value.text}"
    if isinstance(value, str):
        if found := re.fullmatch(r"PT([0-9]+)H([0-9]+)M([0-9.]+)S", value):
            return comparable(timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=float(found[3])))
        return re.sub("[ \t]*\n[ \t]*", "\n", re.sub(" +", " ", value.replace("\r\n", "\n").replace("\r", "\n"))).strip(
            " \n\t"
        )
    if isinstance(value, timedelta):
        return round(value.total_seconds(), 2)
    if isinstance(value, clock):
        return round(
            timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            ).total_seconds(),
            2,
        )
    if isinstance(value, datetime):
        return str(value.replace(microsecond=value.microsecond // 1000 * 1000))
    return value


def sweep(numbers: Iterable[int], processes: int = 2) -> tuple[list[Verdict], list[str]]:
    """The verdicts, and the failures: what crashed or hung its process."""
    verdicts: list[Verdict] = []
    failures: list[str] = []
    numbers = list(numbers)
    chunks = [numbers[at : at + 50] for at in range(0, len(numbers), 50)]
    with ProcessPoolExecutor(processes) as pool:
        for chunk, task in [(chunk, pool.submit(judge_all, chunk)) for chunk in chunks]:
            try:
                verdicts += task.result(timeout=len(chunk) * SLOWEST * processes)
            except (TimeoutError, BrokenProcessPool) as error:
                failures.append(f"{type(error).__name__} in {chunk[0]}–{chunk[-1]}")
    return verdicts, failures


def judge_all(numbers: Sequence[int]) -> list[Verdict]:
    return [judge(f"{number} {name}", content) for number in numbers for name, content in [mutant(number)]]


def main(count: int) -> None:
    verdicts, failures = sweep(range(count))
    for said, times in Counter(verdict.said for verdict in verdicts).most_common():
        print(f"{times:6} {said}")
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    print(f"slowest {slowest.seconds:.2f} s ({slowest.name}), peak {max(v.peak for v in verdicts) / 2**20:.0f} MB")
    wrong = [verdict for verdict in verdicts if verdict.disagreement]
    print(f"{len(failures)} crashes or hangs, {len(wrong)} disagreements")
    for verdict in wrong[:60]:
        print("  ", verdict.name, "|", verdict.disagreement[:300])
    for failure in failures:
        print("  ", failure)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
