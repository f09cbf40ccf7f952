"""What is said in the workbook that goes back to its sender: on the two sheets in front, and on the cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ose_batch.wording import french_date, plural
from ose_batch.wording.charter import quoted

TO_CORRECT_TAB = "À corriger"
UNDERSTOOD_TAB = "Ce que nous avons compris"
AUTHOR = "CRESS"
"""Of a note, when the settings name nobody."""

TICKED, UNTICKED = "☑", "☐"

TO_CORRECT_HEADERS = ("Fait", "Feuille et case", "Ce qui est à compléter", "Ce qui est attendu", "Ce que nous avons lu")
UNDERSTOOD_HEADERS = ("Feuille et case", "Question", "Ce que vous aviez écrit", "Ce que nous avons compris")
WHOLE = "Ensemble du dossier"
"""Heads the points that no cell holds."""
NOTHING_TO_CORRECT = (
    "Il n’y a rien à compléter : tout ce qui est demandé se trouve dans votre dossier. Merci pour ce travail !"
)
NOTHING_TO_TELL = "Nous avons lu chaque réponse telle que vous l’avez écrite, et chacune a trouvé sa place."
REPAIRS = "Réponses lues autrement qu’elles étaient écrites"
REPAIRS_HELP = "Si l’une d’elles n’est pas ce que vous vouliez dire, corrigez-la dans sa case."
NOTES = "Remarques sur le classeur que nous avons lu"
UNPLACED = "Réponses pour lesquelles le formulaire n’a pas de place"
UNPLACED_HELP = (
    "Elles ont bien été lues. Si elles comptent pour vous, reportez-les sur une ligne libre ou regroupez-les avec "
    "d’autres."
)
NO_PLACE = "Lu, sans place dans le formulaire"
UNCLEAR = "Réponses facultatives que nous n’avons pas su lire"
UNCLEAR_HELP = "Votre dossier n’en dépend pas : reprenez-les si vous le souhaitez."
NOT_UNDERSTOOD = "Nous n’avons pas su le lire."
EMPTY = "Case vide"
NEW_QUESTION_EXPECTED = "Une réponse à cette nouvelle question"
NEW_QUESTION_ADVICE = "Le formulaire a changé depuis celui que vous avez rempli."


def title(number: str) -> str:
    return f"À corriger : votre dossier {number}" if number else "À corriger : votre dossier"


def understood_title(number: str) -> str:
    return f"Ce que nous avons compris : votre dossier {number}" if number else "Ce que nous avons compris"


def receipt(code: str, fingerprint: str, deposited_on: date) -> str:
    return f"Reçu le {french_date(deposited_on)}. Code de réception : {code} (empreinte du fichier : {fingerprint})."


def to_do(points: int, deadline: date | None, session_on: date | None) -> str:
    """Whatever there is to do, and by when."""
    if not points:
        return "Vous n’avez rien à nous renvoyer, sauf si vous souhaitez changer une réponse."
    until = f" au plus tard le {french_date(deadline)}" if deadline else ""
    session = f", pour la séance du {french_date(session_on)}" if session_on else ""
    return (
        f"{plural(points, 'point')} à compléter. Un clic sur la case, dans la deuxième colonne, y mène ; elle est "
        f"colorée, et sa note redit ce qui est attendu. Vos autres réponses sont là : ne les ressaisissez pas. "
        f"Enregistrez ensuite ce classeur et renvoyez-le-nous{until}{session}."
    )


def contact(issuer: str, contact: str) -> str:
    """Whom to ask; empty when the settings name nobody."""
    who = ", ".join(filter(None, (issuer, contact)))
    return f"Une question ? {who}" if who else ""


def where(tab: str, address: str) -> str:
    return f"{tab}, {address}"


def expected(wanted: str, advice: str) -> str:
    return "\n".join(filter(None, (wanted, advice)))


def note(sentence: str, wanted: str, advice: str) -> str:
    """What is said on a cell of one point."""
    return "\n".join(filter(None, (sentence, f"Attendu : {wanted}" if wanted else "", advice)))


def notes(said: Iterable[str]) -> str:
    """What is said on a cell of all its points, once each."""
    return "\n\n".join(dict.fromkeys(said))


def read(text: str) -> str:
    return quoted(text) if text else EMPTY


def whole(text: str) -> str:
    """What was written, whole: it may be all that is left of it."""
    return f"« {text} »"


def new_question(label: str) -> str:
    return f"{label} : cette question est nouvelle dans le formulaire."
