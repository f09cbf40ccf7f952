"""What is said in the workbooks that are sent pre-filled: the point d'étape at mid-term, the renewal."""

from __future__ import annotations

from datetime import date

from ose_batch.wording import french_date, percent

HOW, NEXT, COMMITTEE = "Comment remplir ce classeur", "Et ensuite", "Ce que le comité avait dit"

# ------------------------------------------------------------------------------------------------------ Point d’étape

MIDTERM_HELP = (
    "Les cases claires sont à vous. Les cases grises disent ce qui figurait dans votre dossier : corrigez-les si elles "
    "ne sont plus justes.",
    "Feuilles « Engagements » et « Actions » : dites où en est chaque ligne ; le reste est facultatif.",
    "Reporter ou abandonner une action se comprend : un motif en une phrase suffit. La démarche est une amélioration "
    "continue, pas un contrôle.",
    "Un engagement ou une action en plus ? Écrivez sur la première ligne libre, qui a déjà son numéro.",
    "Ne nommez personne ; aucune donnée de santé. Une fonction suffit (direction, trésorière…).",
)
MIDTERM_NEXT = (
    "Nous en tirerons une note de deux pages, puis nous en parlerons ensemble : c’est le temps d’échanges prévu par la "
    "charte.",
    "Vos réponses servent à préparer cet échange et sont gardées avec votre dossier, dont elles suivent les règles.",
)


def midterm_of(name: str, ose_number: str, validated_on: date | None, valid_until: date | None) -> str:
    return f"Point d’étape à 18 mois : {_named(name, ose_number)}{_recognised(validated_on, valid_until)}."


def send_back(by: date | None = None, session_on: date | None = None) -> str:
    until = f" au plus tard le {french_date(by)}" if by else ""
    session = f", pour la séance du comité du {french_date(session_on)}" if session_on else ""
    return f"Enregistrez ce classeur au format .xlsx et renvoyez-le-nous{until}{session}."


def last_state(state: str, progress: float | None) -> str:
    """`En cours, 40 %`."""
    return ", ".join(filter(None, (state, percent(progress) if progress is not None else "")))


# ------------------------------------------------------------------------------------------------------ Renouvellement

RENEWAL_TAB = "Renouvellement"
TO_CONFIRM = (
    "Les cases bleutées reprennent votre dernier dossier : laissez ce qui est toujours juste, corrigez ou effacez le "
    "reste."
)
RENEWAL_HELP = (
    TO_CONFIRM,
    "À remplir de nouveau : vos contacts, qui ne sont pas repris, les présentations de la feuille P5, la charte, sa "
    "signature et vos accords.",
    "Plan d’actions : l’état est le dernier que nous connaissons. Mettez-le à jour ; ajoutez ou retirez des lignes.",
    "Ne nommez personne en dehors des contacts demandés ; aucune donnée de santé.",
)


def renewal_of(name: str, ose_number: str, validated_on: date | None, valid_until: date | None) -> str:
    return f"Renouvellement : {_named(name, ose_number)}{_recognised(validated_on, valid_until)}."


def follow_up_expected(tab: str, label: str) -> str:
    return f"Dites ce qui en a été fait, feuille « {tab} », ligne « {label} »."


def decided(decision: str, decided_on: date, conditions: str) -> str:
    """`10 décembre 2026, Validé avec recommandations : …`."""
    return f"{french_date(decided_on)}, {decision} : {conditions}"


def at_midterm(state: str, comment: str, motive: str) -> str:
    """What is said on a commitment, as a note; empty when the organisation said nothing of it."""
    said = "\n".join(filter(None, (comment, motive)))
    if not (state or said):
        return ""
    return "\n".join(filter(None, (f"À votre point d’étape{f' : {state}' if state else ''}", said)))


def _named(name: str, ose_number: str) -> str:
    return f"{name} ({ose_number})" if ose_number else name


def _recognised(validated_on: date | None, valid_until: date | None) -> str:
    since = f", reconnaissance du {french_date(validated_on)}" if validated_on else ""
    until = f", valable jusqu’au {french_date(valid_until)} inclus" if valid_until else ""
    return since + until
