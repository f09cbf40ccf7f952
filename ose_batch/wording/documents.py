"""What the notes and attestations say beside their templates, and what is said of a template that cannot be used."""

from __future__ import annotations

from datetime import date

from ose_batch.wording import more, plural, short_date

_TEMPLATE_PLACES = {"header": "en-tête", "footer": "pied de page", "document": "texte"}
_TEMPLATE_ADVICE = (
    "Corrigez le modèle dans Word, ou retirez-le de vos modèles : celui d’origine servira de nouveau à sa place."
)


def _template_place(path: str) -> str:
    return next((place for part, place in _TEMPLATE_PLACES.items() if part in path), "notes")


def template_unreadable(name: str) -> str:
    return f"Le modèle « {name} » n’est pas un document Word (.docx) lisible. {_TEMPLATE_ADVICE}"


def template_broken_tag(name: str, path: str, near: str) -> str:
    return (
        f"Le modèle « {name} » ({_template_place(path)}, près de « {near} ») contient une balise mal "
        "écrite, ou qui n’est pas refermée comme elle est ouverte : chaque {%p if … %} a son {%p endif %}, chaque "
        f"{{%tr for … %}} son {{%tr endfor %}}. {_TEMPLATE_ADVICE}"
    )


def template_unknown_field(name: str, path: str, tag: str, field: str) -> str:
    return (
        f"Le modèle « {name} » ({_template_place(path)}) demande « {field} » dans la balise « {tag} » : "
        f"ce renseignement n’existe pas. {_TEMPLATE_ADVICE}"
    )


def document_unsound(template: str, filename: str) -> str:
    return (
        f"{filename}, fait avec le modèle « {template} », ne s’ouvrirait pas dans Word : il n’a pas été écrit. "
        f"{_TEMPLATE_ADVICE}"
    )


def document_lacks(template: str, expected: str) -> str:
    return (
        f"Le document fait avec le modèle « {template} » ne porte pas « {expected} » : il n’a pas été écrit. "
        f"{_TEMPLATE_ADVICE}"
    )


def note_title(number: str) -> str:
    return f"Note au comité : {number}"


def attestation_title(ose_number: str) -> str:
    return f"Attestation de reconnaissance {ose_number}"


def more_improvements(count: int) -> str:
    return more(count, "voie d’amélioration", "voies d’amélioration")


def short_answer(answer: str) -> str:
    """`À vérifier`, of « À vérifier par la CRESS »."""
    return answer.partition(" par ")[0]


def people(headcount: str, fte: str, volunteers: str, members: str) -> str:
    """Those an organisation is made of, each number as it was given, empty when it was not."""
    parts = (
        (headcount, "salarié", "salariés"),
        (fte, "ETP", "ETP"),
        (volunteers, "bénévole", "bénévoles"),
        (members, "adhérent, associé ou sociétaire", "adhérents, associés ou sociétaires"),
    )
    return " · ".join(f"{count} {one if count in ('0', '1') else many}" for count, one, many in parts if count)


def questioning_fact(questioned: int, by_framework: int, improvements: int) -> str:
    framework = f", dont {by_framework} par un référentiel reconnu" if by_framework else ""
    return (
        f"{plural(questioned, 'thème questionné', 'thèmes questionnés')}{framework} · "
        f"{plural(improvements, 'voie d’amélioration', 'voies d’amélioration')}"
    )


def stakeholders_fact(count: int, inside: int) -> str:
    parties = plural(count, "partie prenante", "parties prenantes")
    return f"{parties} : {plural(inside, 'interne')}, {plural(count - inside, 'externe')}"


def practices_fact(count: int, themes: int, showcased: int) -> str:
    return (
        f"{plural(count, 'pratique')} sur {plural(themes, 'thème')} · "
        f"{plural(showcased, 'mise en valeur', 'mises en valeur')}"
    )


def plan_fact(actions: int, commitments: int, last: date | None) -> str:
    until = f" · dernière échéance le {short_date(last)}" if last else ""
    return f"{plural(actions, 'action')} pour {plural(commitments, 'engagement')}{until}"


def presentation_fact(body: str, status: str, held_on: date | None) -> str:
    return f"{body} : {status.lower()}{f' le {short_date(held_on)}' if held_on else ''}"


def access_fact(channels: list[str], categories: int) -> str:
    everyone = f"{plural(len(channels), 'support')} pour {plural(categories, 'catégorie')} de parties prenantes"
    return f"{everyone} : {', '.join(channels)}" if channels else everyone


def identity_fact(principles: int, signed_on: date | None) -> str:
    signed = f", le {short_date(signed_on)}" if signed_on else ""
    return f"Charte acceptée sur {plural(principles, 'principe')}{signed}"


def framework(name: str, level: str, valid_until: date | None, themes: str) -> str:
    until = f", valable jusqu’au {short_date(valid_until)} inclus" if valid_until else ""
    return f"{name}{f' ({level})' if level else ''}{until}{f' : {themes}' if themes else ''}"


def self_rating(theme: str, rating: int) -> str:
    return f"{theme} : {rating} sur 4"


NO_CHANGE = "Aucune réponse n’a changé."


def changes_title(number: str) -> str:
    return f"Ce qui a changé depuis le dossier {number}"


def moved(code: str, before: str, after: str) -> str:
    """`P2 : À compléter → Complet`."""
    name = "Identité" if code == "ID" else code
    return f"{name} : {short_answer(before)} → {short_answer(after)}"


def change(label: str, before: str, after: str) -> str:
    """`SIRET du siège : 999… → 998…`, `P2 Parties prenantes : Médias (ajouté)`."""
    if before and after:
        return f"{label} : {before} → {after}"
    return f"{label} : {after or before} ({'ajouté' if after else 'retiré'})"
