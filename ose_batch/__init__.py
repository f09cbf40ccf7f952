"""Weekly batch for the visual identity OSE of the CRESS Pays de la Loire."""

__version__ = "0.1.0"
