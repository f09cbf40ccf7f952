"""What is said of ose.toml: its settings by name, and why one cannot be used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from ose_batch.wording import short_date

SETTING_NAMES = {
    "nom": "le nom de l’émetteur",
    "ville": "la ville",
    "signataire": "le nom du signataire des attestations",
    "qualite": "la qualité du signataire",
    "conditions": "les conditions d’utilisation de l’identité visuelle",
    "seance": "les dates des séances du comité",
    "expediteur": "l’adresse d’où partent les courriels",
    "signature": "la signature des courriels",
    "contact": "le contact donné dans les courriels",
}

A_TEXT = "un texte entre guillemets"

A_DATE = "une date comme 2026-12-10, sans guillemets"

AN_ADDRESS = "une adresse de courriel entre guillemets, comme nom@exemple.fr"

A_SENDER = f"{AN_ADDRESS} ou CRESS <nom@exemple.fr>"


def placeholder(name: str) -> str:
    return f"[{SETTING_NAMES[name].removeprefix('le ').removeprefix('la ').removeprefix('les ')} : à renseigner]"


def settings_syntax(line: int, read: str) -> str:
    return (
        f"ose.toml ne peut pas être lu, ligne {line} : « {read} ». Corrigez cette ligne, ou repartez du modèle fourni."
    )


def not_utf8(name: str) -> str:
    return f"{name} n’est pas enregistré en UTF-8 : dans le Bloc-notes, « Enregistrer sous », codage UTF-8."


def settings_section(name: str, expected: str) -> str:
    return f"ose.toml : « {name} » doit être une rubrique {expected}."


def settings_unknown(where: str, key: str, close: str, names: Collection[str]) -> str:
    hint = f"Vouliez-vous dire « {close} » ?" if close else f"Réglages possibles : {', '.join(names)}."
    return f"ose.toml, {where} : le réglage « {key} » n’existe pas. {hint}".replace(",  :", " :")


def settings_value(where: str, name: str, value: Any, expected: str) -> str:
    read = "rien" if value is None or value == "" else f"« {value} »"
    return f"ose.toml, {where} : « {name} » vaut {read} ; il faut {expected}."


def settings_same_session(day: date) -> str:
    return f"ose.toml : deux séances sont déclarées le {short_date(day)}. Gardez-en une."


def settings_session_order(where: str) -> str:
    return f"ose.toml, {where} : la date limite doit précéder la date d’envoi, et celle-ci la séance."
