"""ose.toml: text in, settings or a sentence out."""

from __future__ import annotations

from datetime import date

import pytest

from ose_batch import settings
from ose_batch.model import Mail
from ose_batch.workspace import packaged

SESSION = """
[[seance]]
date = 2026-12-10
instance = "Comité scientifique et éthique"
vague = "2026-2"
date_limite = 2026-11-27
date_envoi = 2026-12-01
"""


def test_the_packaged_file_is_valid_and_says_what_is_unset() -> None:
    packaged_settings = settings.parse((packaged("templates") / "ose.toml").read_text(encoding="utf-8"))
    assert packaged_settings.issuer.name == "CRESS Pays de la Loire"
    assert packaged_settings.issuer.signatory == "[nom du signataire des attestations\u00a0: à renseigner]"
    assert packaged_settings.unset == (
        "le nom du signataire des attestations",
        "la qualité du signataire",
        "les conditions d’utilisation de l’identité visuelle",
        "l’adresse d’où partent les courriels",
        "la signature des courriels",
        "le contact donné dans les courriels",
        "les dates des séances du comité",
    )


def test_sessions_come_in_order_of_date() -> None:
    other = (
        SESSION.replace("2026-12-10", "2026-06-10")
        .replace("2026-11-27", "2026-05-20")
        .replace("2026-12-01", "2026-06-01")
    )
    assert [session.held_on for session in settings.parse(SESSION + other).sessions] == [
        date(2026, 6, 10),
        date(2026, 12, 10),
    ]


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("", settings.Keep(12, 24)),
        ("[sauvegardes]\nmois = 36", settings.Keep(12, 36)),
        ("[sauvegardes]\nsemaines = 4\nmois = 6", settings.Keep(4, 6)),
    ],
)
def test_how_many_backups_are_kept_never_counts_as_unset(text: str, keep: settings.Keep) -> None:
    parsed = settings.parse(text)
    assert parsed.backups == keep
    assert not [name for name in parsed.unset if "sauvegarde" in name]


MESSAGING = """
[messagerie]
expediteur = "CRESS, Pays de la Loire <ose@cress.example>"
contact = "Camille Exemple, 02 61 91 00 00, ose@cress.example"
signature = '''
L’équipe OSE
CRESS Pays de la Loire
'''
"""


def test_messaging_that_is_set() -> None:
    parsed = settings.parse(MESSAGING)
    assert parsed.mail == Mail(
        sender="ose@cress.example",
        sender_name="CRESS, Pays de la Loire",
        reply_to="",
        signature=("L’équipe OSE", "CRESS Pays de la Loire"),
        contact="Camille Exemple, 02 61 91 00 00, ose@cress.example",
        largest=10_000_000,
    )
    assert not [name for name in parsed.unset if "courriel" in name]


def test_messaging_that_is_not_set_leaves_its_place_to_be_seen() -> None:
    mail = settings.parse("[messagerie]\ntaille_maximale = 5\nrepondre_a = 'ose@cress.example'").mail
    assert (mail.sender, mail.sender_name, mail.reply_to, mail.largest) == ("", "", "ose@cress.example", 5_000_000)
    assert mail.signature == ("[signature des courriels\u00a0: à renseigner]",)
    assert mail.contact == "[contact donné dans les courriels\u00a0: à renseigner]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[sauvegardes]\nsemaines = 0",
            "[sauvegardes] : « semaines » vaut « 0 » ; il faut un nombre entier, 1 ou plus",
        ),
        ("[sauvegardes]\nsemaines = true", "[sauvegardes] : « semaines » vaut « True »"),
        ("[sauvegardes]\nmois = '24'", "[sauvegardes] : « mois » vaut « 24 » ; il faut un nombre entier"),
        ("[sauvegardes]\nsemaine = 3", "Vouliez-vous dire « semaines » ?"),
        ("sauvegardes = 3", "« sauvegardes » doit être une rubrique [sauvegardes]"),
        ("[emetteur", "ose.toml ne peut pas être lu"),
        ("[emeteur]", "« emeteur » n’existe pas. Vouliez-vous dire « emetteur » ?"),
        (
            '[emetteur]\nsignatair = "A"',
            "[emetteur] : le réglage « signatair » n’existe pas. Vouliez-vous dire « signataire » ?",
        ),
        ("[emetteur]\nnom = 3", "[emetteur] : « nom » vaut « 3 » ; il faut un texte entre guillemets."),
        ("emetteur = 3", "« emetteur » doit être une rubrique [emetteur]"),
        ("messagerie = 3", "« messagerie » doit être une rubrique [messagerie]"),
        ("[messagerie]\nsignatures = ''", "Vouliez-vous dire « signature » ?"),
        ("[messagerie]\nsignature = ['a']", "[messagerie] : « signature » vaut « ['a'] » ; il faut un texte"),
        (
            "[messagerie]\nexpediteur = 'CRESS'",
            "« expediteur » vaut « CRESS » ; il faut une adresse de courriel entre guillemets, comme nom@exemple.fr ou "
            "CRESS <nom@exemple.fr>.",
        ),
        ("[messagerie]\nexpediteur = 'a@exemple.fr, b@exemple.fr'", "« expediteur » vaut « a@exemple.fr, b@"),
        ("[messagerie]\nrepondre_a = 'OSE <a@exemple.fr>'", "« repondre_a » vaut « OSE <a@exemple.fr> » ; il faut"),
        ("[messagerie]\ntaille_maximale = '10 Mo'", "« taille_maximale » vaut « 10 Mo » ; il faut un nombre entier"),
        ("[messagerie]\ntaille_maximale = 0", "« taille_maximale » vaut « 0 » ; il faut un nombre entier"),
        ("seance = 3", "« seance » doit être une rubrique [[seance]]"),
        (
            "[[seance]]\nvague = 'x'\ninstance = 'x'",
            "[[seance]] n° 1 : « date » vaut rien ; il faut une date comme 2026-12-10",
        ),
        (SESSION.replace("2026-12-10", '"2026-12-10"'), "« date » vaut « 2026-12-10 » ; il faut une date"),
        (SESSION.replace('"2026-2"', '""'), "« vague » vaut rien"),
        (SESSION + SESSION, "deux séances sont déclarées le 10/12/2026"),
        (SESSION.replace("2026-11-27", "2026-12-05"), "la date limite doit précéder la date d’envoi"),
        (SESSION.replace("date_envoi", "date_envoie"), "Vouliez-vous dire « date_envoi » ?"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(settings.SettingsError) as refusal:
        settings.parse(text)
    assert said in str(refusal.value).replace("\u00a0", " ")
