"""What the blank workbooks say around their questions: tabs, bands, prompts, warnings, completeness lines."""

from dataclasses import dataclass

GUIDE_TAB = "Lisez-moi"
GUIDE_TITLE = "Votre dossier OSE"
GUIDE_HELP = "Organisation sociétalement engagée : l’identité visuelle donnée par la CRESS des Pays de la Loire."
STATE_TITLE = "Où en êtes-vous ?"
LISTS_TAB = "Listes"
CONTROL_TAB = "Contrôle"

REQUIRED_BAND = "Indispensable"
OPTIONAL_BAND = "Facultatif"
STAR = " *"
PAGE = "Page"

DATE_PROMPT = "Une date, par exemple 15/03/2027."
NUMBER_PROMPT = "Un nombre."
PERCENT_PROMPT = "De 0 à 100 %."
LIMIT_PROMPT = "{} caractères au plus."
ERROR_TITLE = "À vérifier"
CHOICE_ERROR = "Cette réponse n’est pas dans la liste. Choisissez de préférence avec la flèche à droite de la case."
DATE_ERROR = "Ce n’est pas une date. Écrivez-la ainsi : 15/03/2027."
NUMBER_ERROR = "Écrivez un nombre, sans texte."
PERCENT_ERROR = "Écrivez un pourcentage, de 0 à 100 %."
LIMIT_ERROR = "Ce texte dépasse {} caractères : la suite pourrait ne pas être reprise."


@dataclass(frozen=True, slots=True)
class Lack:
    """What the completeness line of a sheet says is missing."""

    one: str
    many: str = ""
    """With `{}` for the number; empty when there is never more than one."""


COMPLETE = "Feuille complète."
OPTIONAL_SHEET = "Feuille facultative."
MISSING_CELLS = Lack("Il reste 1 case indispensable à remplir.", "Il reste {} cases indispensables à remplir.")
MISSING_NUMBER = Lack("Il manque un numéro : SIREN, SIRET ou RNA (plus bas).")
MISSING_PRACTICES = Lack("Il manque une ligne pour 1 thème.", "Il manque une ligne pour {} thèmes.")
MISSING_ACTIONS = Lack("Il manque une action pour 1 engagement.", "Il manque une action pour {} engagements.")
UNKNOWN_COMMITMENTS = Lack(
    "1 engagement cité n’est pas encore écrit.", "{} engagements cités ne sont pas encore écrits."
)
MISSING_CHANNELS = Lack(
    "Il manque un support pour 1 catégorie de la feuille P2.",
    "Il manque un support pour {} catégories de la feuille P2.",
)
REFUSED_BOXES = Lack(
    "1 réponse est Non : la charte demande Oui partout.", "{} réponses sont Non : la charte demande Oui partout."
)
ALL_COMPLETE = "L’indispensable y est : vous pouvez l’envoyer."
MISSING_SHEETS = Lack("Il reste 1 feuille à compléter.", "Il reste {} feuilles à compléter.")
