"""Every mangling, with what the reader says of the file and what is read otherwise."""

from __future__ import annotations

from ose_batch.forms.declaration import CODE
from ose_batch.wording import reading as say
from tests.manglings.changes import (
    added_column,
    answers_retyped,
    bare,
    dates_as_text,
    decorated,
    ghost_formats,
    ghosts,
    many,
    merged_headers,
    moved_without_codes,
    plain_sheet,
    reordered_columns,
    reordered_fields,
    reordered_lines,
    spaced,
    sparse_lines,
    without_codes,
    without_hidden_column,
    without_hidden_rows,
)
from tests.manglings.form import (
    CHARTER,
    CODES,
    COMMITMENTS,
    FIRST_LINE,
    FORMS,
    FRAMEWORKS,
    HIDDEN,
    ORGANISATION,
    P1,
    P2,
    P3,
    P4,
    P5,
    P6,
    TABLES,
    TABS,
    column_of,
)
from tests.manglings.steps import (
    Mangling,
    another_dossier_beside,
    both,
    code_lost,
    copied_beside,
    copied_into_another,
    counted_from_1904,
    each,
    in_cell,
    label,
    merged,
    moved_sheets,
    relabelled,
    renamed,
    unhidden,
    with_budget,
    without_sheets,
)

ALL_BY_LABELS = say.recognised_by_labels(*TABS)

CODES_LOST = each(without_codes)
HIDDEN_DROPPED = without_sheets(*HIDDEN)
FEUIL = {tab: f"Feuil{number}" for number, tab in enumerate(TABS, start=1)}
BY_LABELS_RENAMED = say.recognised_by_labels(*FEUIL.values())
BUDGET = say.sheets_unread(["Budget"])
NO_FRAMEWORKS = ("- ID.1[01] Complet: : ", "+ ID.1[01] Sans objet: : ", "- frameworks * = *")


MANGLINGS = (
    # Lines and columns
    Mangling("a line inserted above everything", each(lambda sheet: sheet.insert_rows(1, 2))),
    Mangling("a column inserted before everything", each(lambda sheet: sheet.insert_cols(1))),
    Mangling("lines inserted between title and headers", each(lambda sheet: sheet.insert_rows(4, 3))),
    Mangling("a line inserted between headers and entries", each(lambda sheet: sheet.insert_rows(CODES), *TABLES)),
    Mangling("lines inserted inside a table", each(lambda sheet: sheet.insert_rows(FIRST_LINE + 2, 3), P2, P4)),
    Mangling("a blank line after each in lists", each(sparse_lines, P2, P3, P4, P6, COMMITMENTS)),
    Mangling("an empty column inserted inside a table", each(lambda sheet: sheet.insert_cols(4), *TABLES)),
    Mangling(
        "a column added inside a table",
        each(lambda sheet: added_column(sheet, 5, "Budget", "1 200 €"), P4),
        (say.columns_unread([(P4, "Budget")]),),
    ),
    Mangling(
        "a column added inside three tables",
        each(lambda sheet: added_column(sheet, 5, "Notes", "vu"), P2, P3, P4),
        (say.columns_unread([(P2, "Notes"), (P3, "Notes"), (P4, "Notes")]),),
    ),
    Mangling("an empty column between labels and answers", each(lambda sheet: sheet.insert_cols(3), *FORMS)),
    Mangling(
        "a column of remarks between labels and answers",
        each(lambda sheet: added_column(sheet, 3, "Remarques", "à revoir"), ORGANISATION),
        (say.columns_unread([(ORGANISATION, "Remarques")]),),
    ),
    Mangling(
        "a column of remarks beside the answers",
        both(in_cell(ORGANISATION, "G7", "demander à la comptable"), in_cell(ORGANISATION, "G9", "ok")),
        (say.columns_unread([(ORGANISATION, "G")]),),
    ),
    Mangling("columns reordered", each(reordered_columns, P2, P3, P4, P6)),
    Mangling("lines reordered", each(reordered_lines, P1, P2, P3, P5, P6)),
    Mangling("fields reordered", each(reordered_fields, ORGANISATION)),
    Mangling(
        "fields reordered without their hidden codes",
        each(moved_without_codes, ORGANISATION),
        (say.recognised_by_labels(ORGANISATION),),
    ),
    Mangling(
        "a question of one's own added",
        both(in_cell(ORGANISATION, "B50", "Deuxième référent"), in_cell(ORGANISATION, "C50", "le bureau")),
        (say.lines_unread([(ORGANISATION, "Deuxième référent")]),),
    ),
    Mangling(
        "an unused column deleted",
        each(lambda sheet: sheet.delete_cols(column_of(sheet, "Objectif")), P4),
    ),
    # Sheets
    Mangling("sheets renamed", renamed(FEUIL)),
    Mangling("sheets moved", moved_sheets),
    Mangling("a sheet added", with_budget, (BUDGET,)),
    Mangling("an empty sheet added", lambda workbook: workbook.create_sheet("Feuil1", 0)),
    Mangling(
        "a sheet copied beside",
        lambda workbook: copied_beside(workbook, P4, "Brouillon"),
        (say.sheet_twice((P4, "Brouillon")),),
    ),
    Mangling(
        "the sheets of another dossier beside",
        another_dossier_beside,
        (say.sheet_twice(*((tab, f"{tab} (2)"[:31]) for tab in TABS)),),
    ),
    Mangling("sheets copied into another workbook", copied_into_another, (BUDGET,)),
    Mangling("hidden sheets dropped", HIDDEN_DROPPED),
    Mangling("an optional sheet deleted", without_sheets(FRAMEWORKS), (say.sheet_missing(FRAMEWORKS),), NO_FRAMEWORKS),
    Mangling(
        "only some sheets copied",
        both(copied_into_another, without_sheets(P5, FRAMEWORKS)),
        (say.sheet_missing(P5, FRAMEWORKS), BUDGET),
        (*NO_FRAMEWORKS, "- P5.* Complet: *", "+ P5.* *", "- presentations * = *"),
        causes=2,
    ),
    # Hidden codes
    Mangling(
        "hidden columns dropped",
        each(without_hidden_column),
        (say.recognised_by_labels(ORGANISATION, COMMITMENTS, CHARTER),),
    ),
    Mangling("hidden lines dropped", each(without_hidden_rows), (say.recognised_by_labels(*TABLES),)),
    Mangling(
        "hidden lines and columns dropped",
        both(each(without_hidden_rows), each(without_hidden_column)),
        (ALL_BY_LABELS,),
    ),
    Mangling("every code of the questions lost", CODES_LOST, (ALL_BY_LABELS,)),
    Mangling("every code and hidden sheet lost", both(CODES_LOST, HIDDEN_DROPPED), (ALL_BY_LABELS,)),
    Mangling("the codes of one sheet lost", each(without_codes, P2), (say.recognised_by_labels(P2),)),
    Mangling("one code lost", code_lost(f"{CODE}organisation.siret"), (say.recognised_by_labels(ORGANISATION),)),
    # Headers
    Mangling("headers retyped, codes there", relabelled(lambda text: f"Colonne {len(text)}")),
    Mangling("headers in capitals, codes lost", both(CODES_LOST, relabelled(str.upper)), (ALL_BY_LABELS,)),
    Mangling("headers without accents, codes lost", both(CODES_LOST, relabelled(bare)), (ALL_BY_LABELS,)),
    Mangling("headers with other spaces, codes lost", both(CODES_LOST, relabelled(spaced)), (ALL_BY_LABELS,)),
    Mangling("headers in the other number, codes lost", both(CODES_LOST, relabelled(many)), (ALL_BY_LABELS,)),
    Mangling(
        "a header with a slip, its code lost",
        both(code_lost(f"{CODE}actions.due_on"), label(P4, "Échéance", "Echénace *")),
        (say.labels_understood([(P4, "Echénace *", "Échéance")]),),
    ),
    Mangling(
        "headers cut short, their codes lost",
        both(
            code_lost(*(f"{CODE}stakeholders.{key}" for key in ("category", "side", "dialogue"))),
            label(P2, "Catégorie", "Catég."),
            label(P2, "Interne ou externe", "Int./ext."),
            label(P2, "Mode de dialogue", "Dialogue"),
        ),
        (
            say.labels_understood(
                [
                    (P2, "Catég.", "Catégorie"),
                    (P2, "Int./ext.", "Interne ou externe"),
                    (P2, "Dialogue", "Mode de dialogue"),
                ]
            ),
        ),
    ),
    Mangling(
        "a label with more words, its code lost",
        both(code_lost(f"{CODE}organisation.town"), label(ORGANISATION, "Commune", "Commune du siège social")),
        (say.labels_understood([(ORGANISATION, "Commune du siège social", "Commune")]),),
    ),
    Mangling(
        "a label that may be two questions, its code lost",
        both(
            code_lost(f"{CODE}organisation.representative_title"),
            label(ORGANISATION, "Représentant légal : fonction".replace(" :", "\u00a0:"), "Représentant légal"),
        ),
        (say.lines_unread([(ORGANISATION, "Représentant légal")]),),
        ("- organisation.representative_title = Président",),
    ),
    Mangling("headers merged with the band above", each(merged_headers, *TABLES)),
    Mangling(
        "headers merged with the band above, codes lost",
        both(CODES_LOST, each(merged_headers, P2, P3)),
        (ALL_BY_LABELS,),
    ),
    Mangling("answers merged with the cells beside", merged(CHARTER, "C6:D6", "C7:D7", "C15:D15")),
    # What stands far away, and what is shown
    Mangling("a space far away", each(ghosts(" ", 3000, 60))),
    Mangling("formats in the last cell", each(ghost_formats)),
    Mangling("a value far to the right", each(ghosts("x", FIRST_LINE, 60), P4), (say.columns_unread([(P4, "BH")]),)),
    Mangling("everything unhidden", unhidden),
    Mangling("no list, lock or conditional format left", each(plain_sheet)),
    Mangling("colours, comments and filters", each(decorated)),
    # Entries
    Mangling("answers with spaces around", each(answers_retyped(lambda text: f"\u00a0{text}  "))),
    Mangling("dates as text", each(dates_as_text)),
    Mangling("dates counted from 1904", counted_from_1904),
    # Together
    Mangling(
        "renamed, moved, codes and hidden sheets lost",
        both(CODES_LOST, HIDDEN_DROPPED, renamed(FEUIL), moved_sheets),
        (BY_LABELS_RENAMED,),
    ),
    Mangling(
        "renamed, lines inserted, a column added",
        both(
            each(lambda sheet: sheet.insert_rows(1, 3)),
            each(lambda sheet: sheet.insert_cols(4), *TABLES),
            renamed(FEUIL),
            with_budget,
        ),
        (BUDGET,),
    ),
    Mangling(
        "codes lost, columns and lines reordered",
        both(CODES_LOST, each(reordered_columns, P2, P3), each(reordered_lines, P2, P3, P6)),
        (ALL_BY_LABELS,),
    ),
    Mangling(
        "codes lost, blank lines, blank columns, ghosts",
        both(
            CODES_LOST,
            each(sparse_lines, P2, P3),
            each(lambda sheet: sheet.insert_cols(3)),
            each(ghosts("\u00a0", 900, 40)),
        ),
        (ALL_BY_LABELS,),
    ),
    Mangling(
        "copied into another workbook, codes lost, renamed",
        both(copied_into_another, CODES_LOST, renamed(FEUIL)),
        (BY_LABELS_RENAMED, BUDGET),
        causes=2,
    ),
    Mangling(
        "codes lost, headers in capitals without accents or with slips",
        both(CODES_LOST, relabelled(lambda text: bare(text).upper()), label(P4, "ECHEANCE", "ECHEANCCE")),
        (ALL_BY_LABELS, say.labels_understood([(P4, "ECHEANCCE", "Échéance")])),
        causes=2,
    ),
    Mangling(
        "hidden lines dropped, a column added, a sheet beside",
        both(each(without_hidden_rows), each(lambda sheet: added_column(sheet, 5, "Notes", None), P4), with_budget),
        (say.recognised_by_labels(*TABLES), BUDGET),
        causes=2,
    ),
    Mangling(
        "headers merged, lines spaced, dates as text, sheets moved",
        both(each(merged_headers, P2, P4), each(sparse_lines, P2, P4), each(dates_as_text), moved_sheets),
    ),
    Mangling(
        "another dossier beside, hidden sheets dropped, a line above",
        both(HIDDEN_DROPPED, another_dossier_beside, each(lambda sheet: sheet.insert_rows(1))),
        (say.sheet_twice(*((tab, f"{tab} (2)"[:31]) for tab in TABS)),),
    ),
    Mangling(
        "everything unhidden, no list, renamed, answers with spaces",
        both(unhidden, each(plain_sheet), each(answers_retyped(lambda text: f" {text}\u202f")), renamed(FEUIL)),
    ),
)
