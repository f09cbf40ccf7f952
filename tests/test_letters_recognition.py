"""Letters about a recognition that runs: exchange, reminders, renewal, end, and what happens to the identity."""

from dataclasses import replace
from datetime import date

import pytest

from ose_batch.documents import letters
from ose_batch.model import Event
from tests.correspondence import AWAITED, CASES, EXAMINED, GRANTED, INVITED, MOVES, RECOGNISED, REMINDED, letter, said
from tests.dossiers import RULES


def test_the_sentence_of_a_reminder_changes_with_its_rank() -> None:
    texts = [said(letter(RECOGNISED, replace(REMINDED[1], rank=rank))) for rank in (1, 2, 3)]
    for text, first, final in zip(texts, (True, False, False), (False, False, True), strict=True):
        assert ("C’est le bon moment" in text) == first
        assert ("Ce courrier est notre dernier rappel" in text) == final
        assert ("aucune demande de renouvellement de votre part n’est en cours" in text) == (not first)
        assert GRANTED in text
        assert "au plus tard le 27 novembre 2029" in text
        assert "est la dernière séance du comité prévue avant ce terme" in text


def test_a_renewal_whose_session_comes_after_the_term_is_told_of_the_days_between() -> None:
    after = replace(REMINDED[1], session_on=date(2030, 1, 17), deadline=date(2030, 1, 3))
    text = said(letter(RECOGNISED, after))
    assert "le 17 janvier 2030, a lieu après ce terme" in text
    assert "Entre les deux, l’identité visuelle ne pourra pas être utilisée." in text


def test_a_renewal_that_awaits_its_session_gets_no_letter_of_expiry() -> None:
    text = said(letter(RECOGNISED, AWAITED))
    assert "Votre renouvellement sera examiné le 17 janvier 2030." in text
    assert "Votre reconnaissance a atteint son terme, le 10 décembre 2029 inclus." in text
    assert "Tant que votre renouvellement n’est pas accordé, merci de ne pas utiliser l’identité visuelle" in text
    assert "Fin de validité" not in text


def test_a_renewal_that_was_examined_is_told_of_the_end_and_not_that_it_will_be() -> None:
    plan = letter(RECOGNISED, EXAMINED)
    text = said(plan)
    assert "Elle était inscrite à la séance du 6 décembre 2029. Si vous n’avez pas déjà reçu la décision" in text
    assert "Tant que votre renouvellement n’est pas accordé" in text
    assert "sera examiné" not in text + " ".join(letters.e_mail(RECOGNISED, EXAMINED, RULES).paragraphs)
    assert "renouvellement-en-cours" in plan.filename


def test_a_renewal_that_is_to_complete_is_promised_no_session() -> None:
    entry, occasion = CASES["renouvellement-a-completer"]
    text, mail = said(letter(entry, occasion)), " ".join(letters.e_mail(entry, occasion, RULES).paragraphs)
    for words in (text, mail):
        assert "Elle reste à compléter : la fiche retour" in words.replace("\u00a0", " ")
        assert "sera examiné" not in words


def test_an_identity_that_is_suspended_is_told_that_it_stays_so() -> None:
    for event in (Event.REMOVAL_DROPPED, Event.PROLONGED):
        for suspended in (True, False):
            moved = replace(MOVES[event], is_suspended=suspended)
            mail = " ".join(letters.e_mail(RECOGNISED, moved, RULES).paragraphs)
            for text in (said(letter(RECOGNISED, moved)), mail):
                assert ("L’usage de l’identité visuelle OSE reste suspendu." in text) == suspended


def test_an_exchange_whose_day_is_past_is_said_so() -> None:
    late = replace(INVITED, on=date(2028, 8, 10))
    assert "était prévu vers le 10 juin 2028" in said(letter(RECOGNISED, late))
    assert "est prévu vers le 10 juin 2028" in said(letter(RECOGNISED, INVITED))


def test_days_to_present_observations_are_those_between_the_dates() -> None:
    text = said(letter(RECOGNISED, MOVES[Event.REMOVAL_PLANNED]))
    assert "nous vous laissons 30 jours pour présenter vos observations" in text
    assert "jusqu’au 2 août 2028 inclus, par écrit ou de vive voix" in text
    assert "Rien n’est décidé" in text


@pytest.mark.parametrize("event", MOVES)
def test_each_move_says_itself_and_no_other(event: Event) -> None:
    text = said(letter(RECOGNISED, MOVES[event]))
    leads = {
        Event.SUSPENDED: "est suspendu à compter du 28 avril 2028",
        Event.RESUMED: "peut de nouveau utiliser l’identité visuelle OSE à compter du 1er juin 2028, et jusqu’au",
        Event.REMOVAL_PLANNED: "Nous envisageons de retirer",
        Event.REMOVAL_DROPPED: "Par notre courrier du 3 juillet 2028, nous vous avions écrit que nous envisagions de",
        Event.REMOVED: "est retirée à votre organisation à compter du 4 septembre 2028",
        Event.RENOUNCED: "Votre renonciation prend effet le 4 septembre 2028",
        Event.PROLONGED: "son terme est désormais le 30 juin 2030 inclus",
    }
    assert [lead for lead in leads.values() if lead in text] == [leads[event]]
    assert MOVES[event].motive in text
    assert ("Motif" in text) == bool(MOVES[event].motive)
