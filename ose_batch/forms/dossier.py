"""dossier-ose.xlsx: candidature or renouvellement, as the organisation meets it, sheet by sheet."""

from __future__ import annotations

from ose_batch.forms.declaration import Field, Form, Sheet, star
from ose_batch.model import Kind

ORGANISATION = Sheet(
    "organisation",
    "Organisation",
    "Votre organisation",
    "Une réponse par ligne. Les lignes marquées d’un * sont indispensables ; les autres nous aident à mieux vous "
    "connaître.",
    "ID",
    fields=(
        star(Field("dossier_kind", "Type de dossier", Kind.CHOICE, choices="dossier_kinds")),
        star(Field("name", "Dénomination", help="Le nom officiel, tel qu’il figurera sur l’attestation.", limit=200)),
        star(
            Field(
                "perimeter",
                "Périmètre de la démarche",
                Kind.CHOICE,
                choices="perimeters",
                help="Toute l’organisation, ou certains établissements seulement.",
            )
        ),
        star(Field("legal_form", "Forme juridique", Kind.CHOICE, choices="legal_forms")),
        star(Field("postcode", "Code postal", Kind.DIGITS, help="5 chiffres.")),
        star(Field("town", "Commune")),
        star(
            Field(
                "headcount",
                "Effectif salarié",
                Kind.CHOICE,
                choices="headcounts",
                help="Salariés, en nombre de personnes.",
            )
        ),
        star(
            Field(
                "cse",
                "Comité social et économique (CSE)",
                Kind.CHOICE,
                choices="cse",
                help="Obligatoire à partir de 11 salariés pendant 12 mois ; en dessous : Non concerné.",
            )
        ),
        star(
            Field(
                "governing_body",
                "Organe d’administration (ou gérance)",
                help="Par exemple : conseil d’administration, directoire, gérance.",
            )
        ),
        star(
            Field(
                "general_meeting",
                "Tenez-vous une assemblée générale ? Sinon, quelle instance en tient lieu ?",
                help="Oui, ou le nom de l’instance.",
            )
        ),
        star(Field("representative_name", "Représentant légal : nom", personal=True)),
        star(
            Field("referent_name", "Référent OSE : nom", help="La personne que la CRESS peut appeler.", personal=True)
        ),
        star(Field("referent_email", "Référent OSE : courriel", personal=True)),
        Field("siren", "SIREN", Kind.DIGITS, help="9 chiffres. Donnez au moins un numéro : SIREN, SIRET ou RNA."),
        Field("siret", "SIRET du siège", Kind.DIGITS, help="14 chiffres."),
        Field("rna", "RNA", help="Pour une association : W suivi de 9 chiffres. Il suffit, même sans SIREN."),
        Field("ose_number", "N° OSE", help="Pour un renouvellement, par exemple OSE-0042."),
        Field(
            "follow_up",
            "Suites données aux réserves ou recommandations du comité",
            help="Pour un renouvellement, ou après un ajournement. En 600 caractères au plus.",
            limit=600,
            since=2,
        ),
        Field("perimeter_detail", "Si établissements : lesquels ?", help="Leurs noms et communes.", limit=300),
        Field(
            "ess_proof",
            "Si société commerciale : ESS statutaire ou agrément ESUS",
            Kind.CHOICE,
            choices="ess_proofs",
            help="Loi du 31 juillet 2014, article 1er.",
        ),
        Field("acronym", "Sigle"),
        Field("created_on", "Date de création", Kind.DATE),
        Field("address", "Adresse"),
        Field("website", "Site internet"),
        Field("sector", "Secteur d’activité"),
        Field("purpose", "Objet", help="En 300 caractères au plus.", limit=300),
        Field("networks", "Réseaux d’appartenance"),
        Field("fte", "Équivalents temps plein (ETP)", Kind.NUMBER),
        Field("volunteers", "Bénévoles", Kind.NUMBER),
        Field("members", "Adhérents, associés ou sociétaires", Kind.NUMBER),
        Field("representative_title", "Représentant légal : fonction", personal=True),
        Field("referent_title", "Référent OSE : fonction", personal=True),
        Field("referent_phone", "Référent OSE : téléphone", Kind.DIGITS, personal=True),
        Field("public_email", "Courriel générique publiable", help="Pas d’adresse personnelle."),
        Field(
            "contact_consent",
            "Je suis la personne nommée comme référent OSE et j’accepte que la CRESS garde mes coordonnées",
            Kind.CHOICE,
            choices="yes_no",
            personal=True,
        ),
        Field(
            "publication_consent",
            "J’accepte la publication de la fiche de l’organisation dans l’annuaire OSE",
            Kind.CHOICE,
            choices="yes_no",
        ),
        Field("consent_on", "Date de ces accords", Kind.DATE),
    ),
)

THEMES = Sheet(
    "themes",
    "P1 Questionnement",
    "Principe 1 : un questionnement multidimensionnel",
    "Une ligne par thème. Déjà engagés dans une démarche reconnue ? Ne recopiez pas : choisissez « Par un "
    "référentiel reconnu » "
    "et indiquez le document et la page. Notez au moins une voie d’amélioration, pour le thème de votre choix.",
    "P1",
    columns=(
        Field("theme", "Thème", Kind.THEME, width=24, given=True),
        star(Field("questioned", "Questionné ?", Kind.CHOICE, choices="questioned", width=16)),
        star(
            Field(
                "improvement",
                "Voies d’amélioration",
                width=36,
                help="Ce que vous voulez faire mieux, en une ou deux phrases.",
            )
        ),
        Field(
            "reason",
            "Raison, si Non ou Sans objet",
            width=22,
            help="Indispensable si vous avez répondu Non ou Sans objet.",
        ),
        Field("findings", "Constats", width=32, help="Ou le document et la page où ils se trouvent."),
        Field("document", "Document et page", width=18, help="Par exemple : rapport LUCIE 2025, p. 12."),
        Field(
            "self_rating",
            "Auto-positionnement",
            Kind.SCALE,
            choices="self_ratings",
            width=20,
            help="Facultatif, sans valeur de note.",
        ),
        Field("main_question", "Question principale", width=24),
        Field("method", "Méthode", Kind.CHOICE, choices="methods", width=16),
        Field("participants", "Participants", width=17, help="Des fonctions ou des groupes, pas de noms."),
        Field("asked_on", "Date", Kind.DATE, width=11),
    ),
    given_list="themes",
)

STAKEHOLDERS = Sheet(
    "stakeholders",
    "P2 Parties prenantes",
    "Principe 2 : un état des lieux des parties prenantes",
    "Une ligne par partie prenante, au moins une interne et une externe, avec son importance pour vous et son "
    "influence sur vous.",
    "P2",
    columns=(
        star(Field("name", "Partie prenante", width=32, help="Un groupe ou une organisation, pas une personne.")),
        star(Field("category", "Catégorie", Kind.CHOICE, choices="stakeholder_categories", width=28)),
        star(Field("side", "Interne ou externe", Kind.CHOICE, choices="sides", width=12)),
        star(Field("importance", "Importance", Kind.SCALE, choices="levels", width=17)),
        star(Field("influence", "Influence", Kind.SCALE, choices="levels", width=17)),
        Field("expectations", "Attentes", width=40),
        Field("dialogue", "Mode de dialogue", width=28),
        Field("frequency", "Fréquence", width=16),
    ),
    lines=30,
)

PRACTICES = Sheet(
    "practices",
    "P3 Pratiques",
    "Principe 3 : des pratiques existantes, mises en valeur, sur chacun des thèmes",
    "Au moins une ligne par thème questionné. Rien encore sur un thème ? Choisissez le thème et écrivez « Pas "
    "encore de pratique » : "
    "c’est une réponse. Dites, au moins une fois, comment et auprès de qui une pratique est mise en valeur.",
    "P3",
    columns=(
        star(Field("theme", "Thème", Kind.THEME, width=26)),
        star(Field("title", "Pratique", width=38, help="Son intitulé, ou « Pas encore de pratique ».")),
        star(Field("showcase", "Mise en valeur", width=34, help="Comment, auprès de qui.")),
        Field("description", "Description", width=45),
        Field("since", "Depuis", width=12, help="Une année suffit."),
        Field("document", "Document et page", width=24),
        Field("publishable", "Publiable", Kind.CHOICE, choices="yes_no", width=11),
    ),
    lines=30,
)

ACTIONS = Sheet(
    "actions",
    "P4 Plan d’actions",
    "Principe 4 : un plan d’actions formalisé et appuyé par des engagements",
    "Commencez par la feuille Engagements, puis rattachez chaque action à un engagement (E1, E2…). Une action "
    "suffit par engagement.",
    "P4",
    columns=(
        Field("number", "N°", width=5, given=True),
        star(Field("theme", "Thème", Kind.THEME, width=22)),
        star(Field("action", "Action", width=34)),
        star(Field("pilot", "Pilote (fonction)", width=17, help="Une fonction, pas un nom : direction, trésorière…")),
        star(Field("due_on", "Échéance", Kind.DATE, width=11)),
        star(
            Field("commitment", "Engagement lié", Kind.CHOICE, choices="commitment_numbers", width=12, help="E1, E2…")
        ),
        Field("objective", "Objectif", width=24),
        Field("indicator", "Indicateur", width=17),
        Field("target", "Cible", width=11),
        Field("initial", "Valeur initiale", width=11),
        Field("state", "État", Kind.CHOICE, choices="action_states", width=11),
        Field("progress", "Avancement", Kind.PERCENT, width=13, help="De 0 à 100 %."),
        Field("started_on", "Début", Kind.DATE, width=11),
        Field("means", "Moyens", width=17),
        Field("partners", "Parties prenantes associées", width=18),
        Field("comment", "Commentaire ou motif", width=20, help="Motif indispensable si l’action est abandonnée."),
    ),
    lines=60,
    numbered="A",
)

COMMITMENTS = Sheet(
    "commitments",
    "Engagements",
    "Vos engagements",
    "Ce à quoi votre organisation s’engage, en une phrase que l’on peut publier. Un engagement suffit ; chacun est "
    "suivi d’au moins une action.",
    "P4",
    fields=(
        Field(
            "statement",
            "Ma structure s’est engagée, à ce jour, sur",
            help="Espace libre, celui de la charte.",
            limit=2000,
        ),
    ),
    columns=(
        Field("number", "N°", width=6, given=True),
        star(Field("label", "Engagement", width=70, limit=300, help="300 caractères au plus.")),
        Field("theme", "Thème", Kind.THEME, width=26),
        Field("horizon", "Horizon", width=14, help="Une année suffit."),
        Field("publishable", "Publiable", Kind.CHOICE, choices="yes_no", width=11),
    ),
    lines=12,
    numbered="E",
)

PRESENTATIONS = Sheet(
    "presentations",
    "P5 Présentations",
    "Principe 5 : une présentation en assemblée générale et aux parties prenantes internes",
    "Pour chaque instance : Tenue ou Prévue, avec la date ; ou Sans objet, avec le motif. Bénévoles et autres "
    "instances sont facultatifs.",
    "P5",
    columns=(
        Field("body", "Instance", Kind.CHOICE, choices="bodies", width=34, given=True),
        star(Field("status", "Statut", Kind.CHOICE, choices="presentation_states", width=14)),
        star(Field("held_on", "Date", Kind.DATE, width=12)),
        Field("reason", "Motif, si Sans objet", width=32),
        Field("participants", "Participants", width=20, help="Un nombre ou des groupes, pas de noms."),
        Field("debate", "Débat", width=34, help="Ce qui s’est dit, en une phrase."),
        Field("document", "Document", width=26, help="N’envoyez pas de feuille d’émargement."),
    ),
    given_list="bodies",
)

ACCESS = Sheet(
    "access",
    "P6 Accessibilité",
    "Principe 6 : une démarche accessible à toutes les parties prenantes",
    "Par quel moyen chaque catégorie de la feuille P2 a-t-elle accès à la démarche ? Une page publique ouverte à "
    "tous suffit : "
    "choisissez alors « Toutes les parties prenantes ».",
    "P6",
    columns=(
        star(Field("category", "Catégorie de partie prenante", Kind.CHOICE, choices="access_categories", width=32)),
        star(Field("channel", "Support", Kind.CHOICE, choices="channels", width=26)),
        Field("place", "Lieu ou adresse internet", width=40),
        Field("format", "Format", width=20),
        Field("shown_on", "Date", Kind.DATE, width=12),
        Field("frequency", "Fréquence", width=16),
    ),
    lines=20,
)

FRAMEWORKS = Sheet(
    "frameworks",
    "Référentiels",
    "Référentiels et démarches reconnues",
    "Seulement si vous êtes déjà engagés dans une démarche reconnue. Elle vous dispense de recopier : indiquez les "
    "thèmes qu’elle couvre.",
    "ID",
    columns=(
        star(Field("name", "Référentiel", Kind.CHOICE, choices="frameworks", width=32)),
        Field("themes", "Thèmes couverts", width=30, help="Tous, ou les thèmes séparés par des virgules."),
        Field("valid_until", "Valable jusqu’au", Kind.DATE, width=17),
        Field("proof", "Preuve (document et page)", width=28),
        Field("level", "Niveau", width=16),
        Field("body", "Organisme", width=22),
        Field("obtained_on", "Obtenu le", Kind.DATE, width=12),
    ),
    lines=8,
)


def _principle_box(number: int, principle: str) -> Field:
    return star(
        Field(
            f"p{number}",
            f"Principe {number} : {principle}",
            Kind.CHOICE,
            choices="yes_no",
            help="Oui : mon organisation s’engage.",
        )
    )


CHARTER = Sheet(
    "charter",
    "Charte et signature",
    "La charte d’engagement",
    "« Mon organisation s’engage à mettre en œuvre les principes d’actions suivants ». Répondez Oui à chacun, puis "
    "indiquez qui engage "
    "l’organisation. Ce nom tapé ne vaut pas signature : la CRESS vous enverra la charte à signer.",
    "ID",
    fields=(
        _principle_box(1, "un questionnement multidimensionnel, afin d’identifier les voies d’amélioration"),
        _principle_box(2, "un état des lieux de ses parties prenantes (liste, niveau d’importance et d’influence)"),
        _principle_box(3, "l’identification et la mise en valeur des pratiques existantes, sur chacun des thèmes"),
        _principle_box(4, "un plan d’actions formalisé et appuyé par des engagements"),
        _principle_box(5, "une présentation en assemblée générale annuelle et aux parties prenantes internes"),
        _principle_box(6, "l’accessibilité de la démarche auprès de toutes les parties prenantes"),
        star(Field("signatory_name", "Nom du signataire", personal=True)),
        star(Field("signatory_title", "Qualité du signataire", help="Présidente, gérant, directrice…", personal=True)),
        star(Field("signed_on", "Date", Kind.DATE)),
        star(Field("authority", "J’ai pouvoir d’engager l’organisation", Kind.CHOICE, choices="yes_no")),
        Field("signed_at", "Lieu"),
    ),
)

DOSSIER = Form(
    "dossier-ose",
    "2",
    "dossier-ose.xlsx",
    (
        ORGANISATION,
        THEMES,
        STAKEHOLDERS,
        PRACTICES,
        COMMITMENTS,
        ACTIONS,
        PRESENTATIONS,
        ACCESS,
        FRAMEWORKS,
        CHARTER,
    ),
)
