"""What the notes and attestations say beside their templates, and what is said of a template that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ose_batch.wording import french_date, more, plural, short_date

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


def rated(theme: str, rating: int) -> str:
    """Beside its point of the chart: `Environnement (1)`."""
    return f"{theme} ({rating})"


def self_rating(theme: str, rating: int) -> str:
    return f"{theme} : {rating} sur 4"


def quote(own: str) -> str:
    return f"« {own} »"


def main_question(themes: list[str]) -> str:
    return f"Question principale ({', '.join(themes)}) : "


def questioned_how(methods: list[str], participants: list[str]) -> str:
    parts = (("Méthodes", methods), ("Participants", participants))
    return " · ".join(f"{name} : {', '.join(own)}" for name, own in parts if own)


def expectations(party: str) -> str:
    return f"{party}, attentes : "


def followed(indicators: int, states: Mapping[str, int]) -> list[str]:
    """`2 avec un indicateur`, `En cours : 2`; nothing of what is not there."""
    with_one = [f"{indicators} avec un indicateur"] if indicators else []
    return [*with_one, *(f"{state} : {count}" for state, count in states.items())]


def presentation_reason(body: str) -> str:
    return f"{body}, motif : "


def debate(body: str) -> str:
    return f"{body}, débat : "


def reached(category: str, channel: str, place: str) -> str:
    return f"{category} : {channel}{f' ({place})' if place else ''}"


def organisation_kind(kind: str, renews: str, ose_number: str, claimed_number: str) -> str:
    """`Renouvellement du dossier D-2023-004 · OSE-0017`."""
    renewed = f"{kind} du dossier {renews}" if renews else kind
    claimed = f"{claimed_number}, selon l’organisation" if claimed_number else ""
    return " · ".join(filter(None, (renewed, ose_number or claimed)))


def legal_form(form: str, proof: str, created: str) -> str:
    """`Société commerciale de l’ESS (Agrément ESUS), créée en 2001`."""
    return f"{form}{f' ({proof})' if proof else ''}{f', créée en {created}' if created else ''}"


def bodies(governing: str, meeting: str, cse: str) -> str:
    parts = (("", governing), ("AG : ", meeting), ("CSE : ", cse))
    return " · ".join(f"{name}{value}" for name, value in parts if value)


def left_to_complete(counts: Mapping[str, int]) -> str:
    """`4 points restent à compléter (P3 : 1, Identité : 3)`."""
    total = sum(counts.values())
    if not total:
        return "Plus aucun point ne reste à compléter."
    where = ", ".join(f"{principle(code)} : {count}" for code, count in counts.items() if count)
    return f"{total} point{'s restent' if total > 1 else ' reste'} à compléter ({where})."


def lifted(sentence: str, on: date, motive: str) -> str:
    """What was asked, who lifted it, when and why."""
    return f"« {sentence.rstrip('.')} », par la CRESS le {short_date(on)}" + (f" : {motive}" if motive else "")


def settled(decision: str, is_lifted: bool | None, on: date | None) -> str:
    """`Validé sous réserve, levée le 10/02/2027`."""
    return f"{decision}, {'levée' if is_lifted else 'non levée'} le {short_date(on)}" if on else decision


def condition_lifted(on: date) -> str:
    return f"réserve levée le {french_date(on)}"


def prolonged(instance: str, on: date) -> str:
    return f"durée prolongée le {french_date(on)} par {instance}"


def received(on: date) -> str:
    return f"reçue le {short_date(on)}"


POINT_LIFTED, SIGNED_CHARTER = "Point levé", "Charte signée"


def principle(code: str) -> str:
    return "Identité" if code == "ID" else code


AS_IS = "Présenté en l’état : "
MOTIVE = "Motif : "
CONDITIONS = "Réserves ou recommandations : "
FOLLOW_UP = "Suites données, selon l’organisation : "
NO_PRECEDENT = "Aucune décision antérieure n’est au registre."


def older_remarks(count: int) -> str:
    return _older(count, "commentaire plus ancien", "commentaires plus anciens")


def older_decisions(count: int) -> str:
    return _older(count, "décision plus ancienne", "décisions plus anciennes")


def _older(count: int, singular: str, many: str) -> str:
    return f"et {plural(count, singular, many)}, au registre" if count > 0 else ""


def more_changes(count: int) -> str:
    return more(count, "changement")


REASON = "Raison : "
STATEMENT = "Ma structure s’est engagée, à ce jour, sur : "
FRAMEWORKS = "Référentiels en vigueur : "
NO_FRAMEWORK = "aucun n’est indiqué."


def document(place: str) -> str:
    return f"Document : {place}"


_WITHIN_NUMBER = re.compile(r"(?<=[0-9]) (?=[0-9]{3}\b)")
"""The space of `5 300`, where no line may end."""


def from_to(initial: str, target: str) -> str:
    """` : 0 → 2`, after the name of an indicator."""
    values = " → ".join(_WITHIN_NUMBER.sub("\u00a0", value) for value in (initial, target) if value)
    return f" : {values}" if values else ""


def commitment(horizon: str, publishable: str) -> str:
    """What is said after the label. All are for the members; those that may be published are said of the others."""
    until = f" ({horizon})" if horizon else ""
    published = {"Oui": "", "Non": " – à ne pas publier"}.get(publishable, " – publication à préciser")
    return f"{until}{published}"


NO_CHANGE = "Aucune réponse n’a changé."


def changes_title(number: str, renewed: bool) -> str:
    return f"Ce qui a changé depuis le dossier {number}{', que celui-ci renouvelle' if renewed else ''}"


def moved(code: str, before: str, after: str) -> str:
    """`P2 : À compléter → Complet`."""
    return f"{principle(code)} : {short_answer(before)} → {short_answer(after)}"


def change(label: str, before: str, after: str) -> str:
    """`SIRET du siège : 999… → 998…`, `P2 Parties prenantes : Médias (ajouté)`."""
    if before and after:
        return f"{label} : {before} → {after}"
    return f"{label} : {after or before} ({'ajouté' if after else 'retiré'})"
