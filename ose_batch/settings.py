"""ose.toml of a workspace → one frozen `Settings`. A misspelt or malformed setting is refused, never guessed."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from ose_batch import address, toml
from ose_batch.model import Issuer, Mail, Session
from ose_batch.wording import safety
from ose_batch.wording import settings as say

_ISSUER = {
    "nom": "name",
    "ville": "town",
    "signataire": "signatory",
    "qualite": "signatory_title",
    "conditions": "conditions",
}
_SESSION = {
    "date": "held_on",
    "instance": "instance",
    "vague": "wave",
    "date_limite": "deadline",
    "date_envoi": "sent_on",
}
_BACKUPS = {"semaines": "weeks", "mois": "months"}
_MAIL = ("expediteur", "repondre_a", "signature", "contact", "taille_maximale")
_LARGEST = 10
"""Megabytes: what nearly every mailbox takes."""


class SettingsError(Exception):
    """ose.toml cannot be used: the message says where and why, in French."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups of the register are kept: one a week, then one a month."""

    weeks: int = 12
    months: int = 24


@dataclass(frozen=True, slots=True)
class Settings:
    issuer: Issuer
    """Its unset texts hold a plain placeholder."""
    sessions: tuple[Session, ...]
    """In order of date."""
    unset: tuple[str, ...]
    """Settings still to be given, as a person names them."""
    mail: Mail
    """Its unset signature and contact hold a plain placeholder."""
    backups: Keep = Keep()


def parse(text: str) -> Settings:
    """`text`: the content of ose.toml."""
    try:
        data = toml.loads(text)
    except toml.Misread as error:
        raise SettingsError(say.settings_syntax(error.line, error.read)) from None
    _known(data, ("emetteur", "messagerie", "sauvegardes", "seance"), "")
    section = _section(data, "emetteur")
    _known(section, _ISSUER, "[emetteur]")
    texts = {name: _text(section, name, "[emetteur]") for name in _ISSUER}
    unset = tuple(name for name, value in texts.items() if not value)
    issuer = Issuer(**{_ISSUER[name]: value or say.placeholder(name) for name, value in texts.items()})
    sessions = _sessions(data.get("seance", []))
    mail, mail_unset = _mail(_section(data, "messagerie"))
    missing = (*unset, *mail_unset, *(() if sessions else ("seance",)))
    backups = _backups(_section(data, "sauvegardes"))
    return Settings(issuer, sessions, tuple(say.SETTING_NAMES[name] for name in missing), mail, backups)


def _mail(section: Mapping[str, Any]) -> tuple[Mail, tuple[str, ...]]:
    """And the settings of [messagerie] still to be given; without `repondre_a`, answers go to the sender."""
    where = "[messagerie]"
    _known(section, _MAIL, where)
    texts = {name: _text(section, name, where) for name in ("expediteur", "repondre_a", "signature", "contact")}
    sender, reply_to = texts["expediteur"], texts["repondre_a"]
    named = address.named(sender)
    if sender and named is None:
        raise SettingsError(say.settings_value(where, "expediteur", sender, say.A_SENDER))
    if reply_to and not address.is_address(reply_to):
        raise SettingsError(say.settings_value(where, "repondre_a", reply_to, say.AN_ADDRESS))
    megabytes = section.get("taille_maximale", _LARGEST)
    if type(megabytes) is not int or megabytes < 1:
        raise SettingsError(say.settings_value(where, "taille_maximale", megabytes, safety.A_NUMBER))
    unset = tuple(name for name in ("expediteur", "signature", "contact") if not texts[name])
    sender_name, sender_address = named or ("", "")
    mail = Mail(
        sender=sender_address,
        sender_name=sender_name,
        reply_to=reply_to,
        signature=tuple((texts["signature"] or say.placeholder("signature")).splitlines()),
        contact=texts["contact"] or say.placeholder("contact"),
        largest=megabytes * 1_000_000,
    )
    return mail, unset


def _backups(section: Mapping[str, Any]) -> Keep:
    where = "[sauvegardes]"
    _known(section, _BACKUPS, where)
    for name, value in section.items():
        if type(value) is not int or value < 1:
            raise SettingsError(say.settings_value(where, name, value, safety.A_NUMBER))
    return Keep(**{_BACKUPS[name]: value for name, value in section.items()})


def _sessions(rows: Any) -> tuple[Session, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(say.settings_section("seance", "[[seance]]"))
    sessions = sorted((_session(row, rank) for rank, row in enumerate(rows, start=1)), key=lambda one: one.held_on)
    for one, other in pairwise(sessions):
        if one.held_on == other.held_on:
            raise SettingsError(say.settings_same_session(one.held_on))
    return tuple(sessions)


def _session(row: Mapping[str, Any], rank: int) -> Session:
    where = f"[[seance]] n° {rank}"
    _known(row, _SESSION, where)
    session = Session(
        held_on=_date(row, "date", where),
        instance=_text(row, "instance", where, required=True),
        wave=_text(row, "vague", where, required=True),
        deadline=_date(row, "date_limite", where),
        sent_on=_date(row, "date_envoi", where),
    )
    if not session.deadline <= session.sent_on <= session.held_on:
        raise SettingsError(say.settings_session_order(where))
    return session


def _known(row: Mapping[str, Any], names: Collection[str], where: str) -> None:
    for key in row:
        if key not in names:
            close = difflib.get_close_matches(key, names, 1)
            raise SettingsError(say.settings_unknown(where, key, close[0] if close else "", names))


def _section(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = data.get(name, {})
    if not isinstance(section, dict):
        raise SettingsError(say.settings_section(name, f"[{name}]"))
    return section


def _text(row: Mapping[str, Any], name: str, where: str, required: bool = False) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise SettingsError(say.settings_value(where, name, value, say.A_TEXT))
    if required and not value.strip():
        raise SettingsError(say.settings_value(where, name, value, say.A_TEXT))
    return value.strip()


def _date(row: Mapping[str, Any], name: str, where: str) -> date:
    value = row.get(name)
    if type(value) is not date:
        raise SettingsError(say.settings_value(where, name, value, say.A_DATE))
    return value
