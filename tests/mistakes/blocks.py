"""In the blocks of charter.toml before the criteria: durations, lists, aliases, guide, themes, principles."""

IN_BLOCKS = (
    (
        "an unknown block",
        "[durations]",
        "[duree]\nannees = 3\n\n[durations]",
        " : la clé « duree » n’est pas connue ; il faut « durations », « theme », « lists », « aliases »,"
        " « guide » ou « principle ».",
    ),
    (
        "a block that is no block",
        "[durations]",
        "[[durations]]",
        "clé « durations » : nous lisons une liste, il faut un tableau de lignes clé = valeur, qui ne soit pas vide.",
    ),
    (
        "a missing duration",
        "validity_years = 3\n",
        "",
        "durées : la clé « validity_years » manque ; ajoutez-la.",
    ),
    (
        "a duration in letters",
        "validity_years = 3",
        'validity_years = "trois"',
        "durées, clé « validity_years » : nous lisons « trois », il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "a duration of nothing",
        "midterm_months = 18",
        "midterm_months = 0",
        "durées, clé « midterm_months » : nous lisons 0, il faut un nombre entier positif, sans guillemets.",
    ),
    (
        "an empty list",
        'yes_no = ["Oui", "Non"]',
        "yes_no = []",
        "listes, clé « yes_no » : nous lisons une liste vide, il faut une liste entre crochets, qui ne soit pas vide.",
    ),
    (
        "a list that is a text",
        'yes_no = ["Oui", "Non"]',
        'yes_no = "Oui"',
        "listes, clé « yes_no » : nous lisons « Oui », il faut une liste entre crochets, qui ne soit pas vide.",
    ),
    (
        "a label twice",
        'yes_no = ["Oui", "Non"]',
        'yes_no = ["Oui", "Oui"]',
        "listes, clé « yes_no » : nous lisons « Oui », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a label that is a number",
        'departments = ["44",',
        "departments = [44,",
        "listes, clé « departments » : nous lisons 44, il faut un texte entre guillemets, qui ne soit pas vide.",
    ),
    (
        "another name of no answer",
        '"Première demande" = "Candidature"',
        '"Première demande" = "Demande"',
        "autres noms, clé « dossier_kinds.Première demande » : nous lisons « Demande », il faut « Candidature » ou"
        " « Renouvellement ».",
    ),
    (
        "other names for no list",
        "[aliases.dossier_kinds]",
        '[aliases.sides]\n"Dedans" = "Interne"\n\n[aliases.kinds]',
        "autres noms : la clé « kinds » n’est pas connue ; il faut un nom qui convienne ici, peut-être"
        " « dossier_kinds ».",
    ),
    (
        "a list of themes",
        "yes_no = [",
        'themes = ["Autre"]\nyes_no = [',
        "listes, clé « themes » : nous lisons une liste, il faut laisser ce nom : le programme "
        "fait cette liste lui-même.",
    ),
    (
        "a decision nobody takes",
        '"Ajourné", "Non retenu"]',
        '"Refusé"]',
        "listes, clé « decisions » : nous lisons « Refusé », il faut « Validé », « Validé avec "
        "recommandations », « Validé sous réserve », « Ajourné » ou « Non retenu ».",
    ),
    (
        "a list the forms offer",
        'sides = ["Interne", "Externe"]\n',
        "",
        "listes : la clé « sides » manque ; ajoutez-la.",
    ),
    (
        "a guide without lines",
        'title = "Ce qu’est ce classeur"\nlines',
        'title = "Ce qu’est ce classeur"\ntexte',
        "Lisez-moi, bloc n° 1 : la clé « lines » manque ; ajoutez-la.",
    ),
    (
        "a requirement",
        'requirement = "requis"',
        'requirement = "obligatoire"',
        "thème GOU, clé « requirement » : nous lisons « obligatoire », il faut « requis », « recommandé »"
        " ou « libre ».",
    ),
    (
        "a theme without code",
        'code = "CON"\n',
        "",
        "thème n° 2 : la clé « code » manque ; ajoutez-la.",
    ),
    (
        "a theme code twice",
        'code = "CON"',
        'code = "GOU"',
        "thème GOU, clé « code » : nous lisons « GOU », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a theme label twice",
        'label = "Concertation"',
        'label = "Gouvernance"',
        "thème CON, clé « label » : nous lisons « Gouvernance », il faut une valeur qui ne serve qu’une fois.",
    ),
    (
        "a principle missing",
        'code = "P6"\ntitle',
        'code = "P7"\ntitle',
        "clé « principle » : nous lisons « P1, P2, P3, P4, P5, P7, ID », il faut ces principes, dans cet "
        "ordre : P1, P2, P3, P4, P5, P6, ID.",
    ),
    (
        "a principle without title",
        'title = "Accessibilité de la démarche"\n',
        "",
        "principe P6 : la clé « title » manque ; ajoutez-la.",
    ),
)
