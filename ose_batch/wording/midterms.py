"""What is said of a point d'étape that came in."""

from __future__ import annotations


def received(number: str) -> str:
    return f"Point d’étape de {number} reçu : la note de progrès est prête pour l’échange."


def unknown(number: str) -> tuple[str, str]:
    """Reason and advice."""
    read = f"« {number} » n’est pas un numéro que nous connaissons." if number else "Le n° OSE manque."
    return (
        f"Ce point d’étape ne dit pas de quelle organisation il s’agit. {read}",
        "Reprenez le n° OSE de votre attestation, à la première feuille, enregistrez, puis renvoyez le classeur.",
    )


def of_another(ose_number: str, number: str) -> tuple[str, str]:
    """Reason and advice."""
    return (
        f"Le n° OSE « {ose_number} » et le n° de dossier « {number} » de ce point d’étape ne vont pas ensemble.",
        "Repartez du classeur que nous vous avons envoyé pour la période en cours, puis renvoyez-le.",
    )


def not_awaited(number: str) -> tuple[str, str]:
    """Reason and advice."""
    return (
        f"Aucun point d’étape n’est attendu pour {number} : l’échange a eu lieu, ou l’identité n’est plus en cours.",
        "Appelez-nous : nous verrons ensemble ce qu’il faut faire de ce classeur.",
    )
