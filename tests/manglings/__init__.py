"""One good dossier put through what spreadsheets and people do to a workbook, and what is read of each result.

    python -m tests.manglings           every mangling, by every program that is there: a table

A mangling changes an openpyxl workbook. What is read of it (criterion, answer, subject, sentence: not the cells) must
be what is read of the untouched dossier, or differ as written in `listed`; what the reader says of the file is written
there, too, one sentence a cause.
"""
