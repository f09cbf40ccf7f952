"""What is said of the workbooks of the staff alike: decisions, mouvements."""

from __future__ import annotations

from ose_batch.model import CellRef

LEFT_ASIDE = "Des lignes de ce classeur n’ont pas été enregistrées ; les autres l’ont été."
ADVICE = "Corrigez ces lignes, enregistrez, puis redéposez le classeur dans le dossier inbox."


def not_understood(where: CellRef, read: str) -> str:
    return f"{where} : « {read} » n’a pas été compris. Choisissez dans la liste, ou écrivez la date comme 10/12/2026."
