"""Rows and strings in plain form: what is plain stays as it is, the rest is written anew or refused.

A cell without a value is left out.
"""

from __future__ import annotations

import pytest

from ose_batch.forms import plain
from ose_batch.forms.guard import Refused
from tests.handmade import NAMESPACE, sheet

PLAIN = [
    '<row r="1"><c r="C1"><v>1.5E-7</v></c></row>',
    '<row r="1" spans="1:3" ht="15" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c></row><row r="3"/>',
    '<row r="1"><c r="A1" t="str"><f>A2&amp;"x"</f><v>é &#8217; &lt;</v></c><c r="B1" t="b"><v>1</v></c></row>',
    '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c></row>',
    '<row r="2"><c r="A2" t="e"><f t="shared" ref="A2:A3" si="0">1/0</f><v>#DIV/0!</v></c></row>',
    '<row r="2"><c r="A2" t="d"><v>2026-11-02</v></c><c r="B2" t="n" cm="1"><f/><v/></c></row>',
    "",
]
REWRITTEN = [
    ("<row><c/><c><v>1</v></c></row>", '<row r="1"><c r="B1" t="n"><v>1.0</v></c></row>'),
    (
        '<row r="1"><c r="A1"/><c r="B1" s="3"></c><c r="C1" s="3" t="n"/><c r="D1"><v>1</v></c></row>',
        '<row r="1"><c r="D1"><v>1</v></c></row>',
    ),
    ("<row r='2'><c t='b' r='C2'><v> true </v></c></row>", '<row r="2"><c r="C2" t="b"><v>1</v></c></row>'),
    (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr/><t>b</t></r><rPh><t>z</t></rPh></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">ab</t></is></c></row>',
    ),
    (
        '<row r="1"><!-- --><c r="A1" t="str"><v><![CDATA[<]]></v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&lt;</v></c></row>',
    ),
    ('<row r="1"><c r="&#65;1" s="2"><v>+1</v></c></row>', '<row r="1"><c r="A1" s="2" t="n"><v>1.0</v></c></row>'),
]
REFUSED = [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"/>',
    '<row r="2"/><row r="1"/>',
    '<row r="0"/>',
    '<row r="1" r="1"/>',
    '<row r="1" ht="1" ht="1"/>',
    '<row r="1" x:y="1"/>',
    '<row r="1"><c r="A2"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>x</v></c></row>',
    '<row r="1"><c r="A1"><v>1e999</v></c></row>',
    '<row r="1"><c r="A1" t="b"><v>2</v></c></row>',
    '<row r="1"><c r="A1" t="zut"><v>2</v></c></row>',
    '<row r="1"><c r="A1"><is><t>x</t></is><v>2</v></c></row>',
    '<row r="1"><c r="A1"><extLst/></c></row>',
    '<c r="A1"><v>1</v></c>',
    '<c r="A1"/>',
    '<row r="1"><c r="A1"><c r="B1"/><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v><c r="B1" s="3"></c></c></row>',
    "texte",
]


def rows(inside: str) -> str:
    return plain.rows(sheet(inside).encode(), "F1").xml.decode()


@pytest.mark.parametrize("inside", PLAIN)
def test_plain_rows_stay_as_they_are(inside: str) -> None:
    assert rows(inside) == inside


@pytest.mark.parametrize(("inside", "written"), REWRITTEN)
def test_other_writings_become_plain(inside: str, written: str) -> None:
    assert rows(inside) == written
    assert rows(written) == written


@pytest.mark.parametrize("inside", [inside for inside in REFUSED if inside != "texte"])
def test_what_readers_understand_differently_is_refused(inside: str) -> None:
    with pytest.raises(Refused):
        rows(inside)


def test_a_negative_number_is_never_a_date() -> None:
    assert rows('<row r="1"><c r="A1" s="4"><v>-1</v></c></row>') == '<row r="1"><c r="A1"><v>-1</v></c></row>'


def test_the_area_is_that_of_the_last_cell() -> None:
    assert plain.rows(sheet('<row r="3"><c r="AA3"><v>1</v></c><c r="ZZ3" s="2"/></row>').encode(), "").area == 3 * 27
    assert plain.rows(sheet("").encode(), "").area == 0


def test_letters_of_columns() -> None:
    for number in (1, 26, 27, 702, 703, 16384):
        assert plain.column_number(plain.column_letters(number).encode()) == number
    assert plain.column_letters(16384) == "XFD"


def strings(inside: str) -> str:
    return plain.strings(f'<sst xmlns="{NAMESPACE}">{inside}</sst>'.encode())[0].decode()


@pytest.mark.parametrize(
    "inside",
    ["<si><t>a</t></si><si/>", '<si><r><rPr><b/><sz val="11"/></rPr><t>a</t></r><r><t>b</t></r></si>', "<si></si>"],
)
def test_plain_strings_stay_as_they_are(inside: str) -> None:
    assert strings(inside) == inside


def test_other_strings_become_plain() -> None:
    spoken = "<si><t>a</t><rPh sb='0' eb='1'><t>z</t></rPh><phoneticPr/></si>"
    assert strings(spoken) == '<si><t xml:space="preserve">a</t></si>'
    with pytest.raises(Refused):
        strings("<t>a</t>")
