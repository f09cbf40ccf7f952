"""In the criteria of charter.toml and in what their checks are given."""

IN_CRITERIA = (
    (
        "a criterion without code",
        'code = "P4.3"\n',
        "",
        "critère n° 3 (P4) : la clé « code » manque ; ajoutez-la.",
    ),
    (
        "a criterion under another principle",
        'code = "P4.3"',
        'code = "P3.9"',
        "critère P3.9, clé « code » : nous lisons « P3.9 », il faut un code qui commence par « P4. ».",
    ),
    (
        "a criterion code twice",
        'code = "P4.3"',
        'code = "P4.2"',
        "critère P4.2, clé « code » : nous lisons « P4.2 », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a missing key",
        'met = "Chaque engagement a une action qui le fait avancer."\n',
        "",
        "critère P4.3 : la clé « met » manque ; ajoutez-la.",
    ),
    (
        "an unknown key",
        'check = "commitments_followed"',
        'check = "commitments_followed"\npoids = 2',
        "critère P4.3 : la clé « poids » n’est pas connue ; il faut « code », « sentence », « gravity », "
        "« check », « params », « answers », « met », « unmet », « not_applicable », « expected » ou « "
        "advice ».",
    ),
    (
        "an empty sentence",
        'sentence = "Chaque engagement a une action qui le fait avancer."',
        'sentence = " "',
        "critère P4.3, clé « sentence » : nous lisons un texte vide, il faut un texte entre guillemets, "
        "qui ne soit pas vide.",
    ),
    (
        "a gravity",
        'gravity = "à vérifier"\ncheck = "charter_received"',
        'gravity = "grave"\ncheck = "charter_received"',
        "critère ID.9, clé « gravity » : nous lisons « grave », il faut « bloquant », « à vérifier », « à"
        " apprécier » ou « signalé ».",
    ),
    (
        "a check",
        'check = "commitments_followed"',
        'check = "commitment_followed"',
        "critère P4.3, clé « check » : nous lisons « commitment_followed », il faut un nom qui convienne "
        "ici, peut-être « commitments_followed », « commitments_known » ou « some_filled ».",
    ),
    (
        "an answer",
        'answers = ["À vérifier par la CRESS", "Complet"]\nmet = "La charte signée est reçue."',
        'answers = ["À vérifier", "Complet"]\nmet = "La charte signée est reçue."',
        "critère ID.9, clé « answers » : nous lisons « À vérifier », il faut « À compléter », « À "
        "apprécier par le comité », « À vérifier par la CRESS », « Complet » ou « Sans objet ».",
    ),
    (
        "answers of another gravity",
        'answers = ["À vérifier par la CRESS", "Complet"]\nmet = "La charte signée est reçue."',
        'answers = ["À compléter", "Complet"]\nmet = "La charte signée est reçue."',
        "critère ID.9, clé « answers » : nous lisons « À compléter, Complet », il faut pour la gravité « "
        "à vérifier » : « Complet » et « À vérifier par la CRESS », avec « Sans objet » au besoin.",
    ),
    (
        "a sentence never announced",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "La charte signée n’est pas encore reçue."\nnot_applicable = "Rien à signer."',
        "critère ID.9, clé « not_applicable » : nous lisons « Rien à signer », il faut annoncer aussi « "
        "Sans objet » dans « answers », ou retirer cette phrase.",
    ),
    (
        "a sentence announced and missing",
        'not_applicable = "La forme juridique n’est pas encore indiquée."\n',
        "",
        "critère ID.8 : la clé « not_applicable » manque ; il faut la phrase à dire, puisque « answers » "
        "annonce « Sans objet ».",
    ),
    (
        "a placeholder",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "{lieu} reste à signer."',
        "critère ID.9, clé « unmet » : nous lisons « {lieu} reste à signer », il faut {subject} ou "
        "{read}, et aucune autre accolade.",
    ),
    (
        "a brace alone",
        'unmet = "La charte signée n’est pas encore reçue."',
        'unmet = "La charte {signée n’est pas encore reçue."',
        "critère ID.9, clé « unmet » : nous lisons « La charte {signée n’est pas encore reçue », il faut"
        " {subject} ou {read}, et aucune autre accolade.",
    ),
    (
        "a placeholder where there is none",
        'met = "La charte signée est reçue."',
        'met = "{subject} est reçue."',
        "critère ID.9, clé « met » : nous lisons « {subject} est reçue », il faut une phrase sans accolade.",
    ),
    (
        "a parameter missing",
        'params = { table = "actions" }\n',
        "",
        "critère P4.1, params : la clé « table » manque ; ajoutez-la.",
    ),
    (
        "a parameter unknown",
        'params = { table = "actions" }',
        'params = { table = "actions", at_least = 2 }',
        "critère P4.1, params : la clé « at_least » n’est pas connue ; il faut « table ».",
    ),
    (
        "a parameter of another kind",
        '"actions.due_on", years = 3',
        '"actions.due_on", years = "trois"',
        "critère P4.8, params, clé « years » : nous lisons « trois », il faut un nombre entier positif, "
        "sans guillemets.",
    ),
    (
        "a number that is true",
        '"actions.due_on", years = 3',
        '"actions.due_on", years = true',
        "critère P4.8, params, clé « years » : nous lisons true, il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "a list for one",
        'column = "actions.due_on", years',
        'column = ["actions.due_on"], years',
        "critère P4.8, params, clé « column » : nous lisons une liste, il faut un texte entre guillemets,"
        " qui ne soit pas vide.",
    ),
    (
        "one for a list",
        'columns = ["actions.indicator"]',
        'columns = "actions.indicator"',
        "critère P4.7, params, clé « columns » : nous lisons « actions.indicator », il faut une liste "
        "entre crochets, qui ne soit pas vide.",
    ),
    (
        "a table for a list",
        'columns = ["actions.indicator"]',
        'columns = { actions = "indicator" }',
        "critère P4.7, params, clé « columns » : nous lisons un tableau, il faut une liste entre crochets, qui ne soit "
        "pas vide.",
    ),
    (
        "a condition that is a text",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = "organisation.cse"',
        "critère P5.4, params, clé « when » : nous lisons « organisation.cse », il faut un tableau de "
        "lignes clé = valeur, qui ne soit pas vide.",
    ),
    (
        "a column that does not exist",
        'columns = ["actions.indicator"]',
        'columns = ["actions.indicateur"]',
        "critère P4.7, params, clé « columns » : nous lisons « actions.indicateur », il faut un nom qui "
        "convienne ici, peut-être « actions.indicator », « actions.initial » ou « actions.state ».",
    ),
    (
        "a field where a column is needed",
        'columns = ["actions.indicator"]',
        'columns = ["organisation.name"]',
        "critère P4.7, params, clé « columns » : nous lisons « organisation.name », il faut un nom qui "
        "convienne ici, peut-être « actions.number », « actions.theme » ou « actions.state ».",
    ),
    (
        "a column where a field is needed",
        'field = "organisation.ess_proof"',
        'field = "actions.pilot"',
        "critère ID.7, params, clé « field » : nous lisons « actions.pilot », il faut un nom qui "
        "convienne ici, peut-être « organisation.postcode », « organisation.siret » ou « "
        "organisation.perimeter ».",
    ),
    (
        "a field of a condition",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = { "organisation.comite" = ["Oui"] }',
        "critère P5.4, params, clé « when » : nous lisons « organisation.comite », il faut un nom qui "
        "convienne ici, peut-être « organisation.fte », « organisation.cse » ou « organisation.name ».",
    ),
    (
        "a label of a condition",
        'when = { "organisation.cse" = ["Oui"] }',
        'when = { "organisation.cse" = ["oui"] }',
        "critère P5.4, params, clé « when.organisation.cse » : nous lisons « oui », il faut un nom qui "
        "convienne ici, peut-être « Oui » ou « Courriel ».",
    ),
    (
        "a field that is skipped",
        'skip = ["practices.showcase"]',
        'skip = ["practices.mise_en_valeur"]',
        "critère P3.4, params, clé « skip » : nous lisons « practices.mise_en_valeur », il faut un nom "
        "qui convienne ici, peut-être « practices.title », « practices.since » ou « practices.publishable"
        " ».",
    ),
    (
        "a table",
        'params = { table = "actions" }',
        'params = { table = "plan" }',
        "critère P4.1, params, clé « table » : nous lisons « plan », il faut « themes », « stakeholders "
        "», « practices », « commitments », « actions », « presentations », « access » ou « frameworks ».",
    ),
    (
        "a sheet",
        'params = { sheet = "organisation" }',
        'params = { sheet = "organization" }',
        "critère ID.1, params, clé « sheet » : nous lisons « organization », il faut « organisation », « "
        "themes », « stakeholders », « practices », « commitments », « actions », « presentations », « "
        "access », « frameworks » ou « charter ».",
    ),
    (
        "a list",
        'departments = "departments" }',
        'departments = "département" }',
        "critère ID.6, params, clé « departments » : nous lisons « département », il faut un nom qui "
        "convienne ici, peut-être « departments ».",
    ),
    (
        "a requirement of a check",
        'requirement = "recommandé", all',
        'requirement = "recommande", all',
        "critère P1.6, params, clé « requirement » : nous lisons « recommande », il faut « requis », « "
        "recommandé » ou « libre ».",
    ),
    (
        "a named field",
        '"charter.p2" = "Principe 2"',
        '"charter.p2" = 2',
        "critère ID.3, params, clé « fields.charter.p2 » : nous lisons 2, il faut un texte entre "
        "guillemets, qui ne soit pas vide.",
    ),
)
