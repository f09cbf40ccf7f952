"""The register's schema, one script a version. A database is brought from its `user_version` to the last one.

A script already released never changes; a new version adds one at the end.
"""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE organisation (
        id INTEGER PRIMARY KEY,
        ose_number TEXT UNIQUE,
        siren TEXT NOT NULL,
        rna TEXT NOT NULL,
        siret TEXT NOT NULL,
        name TEXT NOT NULL,
        perimeter TEXT NOT NULL,
        perimeter_key TEXT NOT NULL,
        legal_form TEXT NOT NULL,
        department TEXT NOT NULL
    ) STRICT;
    CREATE INDEX organisation_siren ON organisation (siren) WHERE siren <> '';
    CREATE INDEX organisation_rna ON organisation (rna) WHERE rna <> '';
    CREATE INDEX organisation_ose_rank ON organisation (CAST(substr(ose_number, 5) AS INTEGER));

    CREATE TABLE contact (
        id INTEGER PRIMARY KEY,
        organisation_id INTEGER NOT NULL REFERENCES organisation (id),
        dossier_id INTEGER NOT NULL REFERENCES dossier (id),
        role TEXT NOT NULL CHECK (role IN ('representative', 'referent', 'signatory')),
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        email TEXT NOT NULL,
        phone TEXT NOT NULL,
        consent TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX contact_role ON contact (dossier_id, role);

    CREATE TABLE received (
        sha256 TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('dossier', 'decisions')),
        received_on TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE dossier (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        organisation_id INTEGER NOT NULL REFERENCES organisation (id),
        sha256 TEXT NOT NULL UNIQUE REFERENCES received (sha256),
        form_version TEXT NOT NULL,
        kind TEXT NOT NULL,
        wave TEXT NOT NULL,
        session_on TEXT,
        deposited_on TEXT NOT NULL,
        state TEXT NOT NULL,
        readings TEXT NOT NULL CHECK (json_valid(readings)),
        commitments TEXT NOT NULL AS (ifnull(json_extract(tables, '$.commitments'), '[]')) STORED,
        fields TEXT NOT NULL CHECK (json_valid(fields)),
        tables TEXT NOT NULL CHECK (json_valid(tables)),
        findings TEXT NOT NULL CHECK (json_valid(findings))
    ) STRICT;
    CREATE INDEX dossier_organisation ON dossier (organisation_id);
    CREATE INDEX dossier_state ON dossier (state, session_on);

    CREATE TABLE decision (
        id INTEGER PRIMARY KEY,
        dossier_id INTEGER NOT NULL REFERENCES dossier (id),
        decision TEXT NOT NULL,
        decided_on TEXT NOT NULL,
        session_on TEXT NOT NULL,
        instance TEXT NOT NULL,
        motive TEXT NOT NULL,
        conditions TEXT NOT NULL,
        deadline TEXT,
        valid_until TEXT,
        sha256 TEXT NOT NULL REFERENCES received (sha256)
    ) STRICT;
    CREATE INDEX decision_dossier ON decision (dossier_id);

    CREATE TABLE document (
        id INTEGER PRIMARY KEY,
        dossier_id INTEGER NOT NULL REFERENCES dossier (id),
        decision_id INTEGER REFERENCES decision (id),
        kind TEXT NOT NULL,
        issuer TEXT NOT NULL CHECK (json_valid(issuer)),
        due_on TEXT NOT NULL,
        path TEXT,
        sha256 TEXT,
        template_sha256 TEXT
    ) STRICT;
    CREATE INDEX document_due ON document (id) WHERE path IS NULL;
    CREATE INDEX document_dossier ON document (dossier_id);

    CREATE TABLE view (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        happened_on TEXT NOT NULL,
        event TEXT NOT NULL,
        author TEXT NOT NULL,
        organisation_id INTEGER REFERENCES organisation (id),
        dossier_id INTEGER REFERENCES dossier (id),
        source_sha256 TEXT NOT NULL,
        detail TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        today TEXT NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE run ADD COLUMN journal_head TEXT NOT NULL DEFAULT '';
    ALTER TABLE view ADD COLUMN next_sha256 TEXT NOT NULL DEFAULT '';
    ALTER TABLE document ADD COLUMN ose_number TEXT NOT NULL DEFAULT '';
    ALTER TABLE document ADD COLUMN wave TEXT NOT NULL DEFAULT '';
    ALTER TABLE document ADD COLUMN session_on TEXT;
    UPDATE document SET (wave, session_on) = (SELECT wave, session_on FROM dossier WHERE id = dossier_id);
    UPDATE document SET ose_number = (SELECT ifnull(ose_number, '') FROM organisation WHERE id =
        (SELECT organisation_id FROM dossier WHERE id = dossier_id)) WHERE decision_id IS NOT NULL OR path IS NULL;
    """,
    """
    ALTER TABLE dossier ADD COLUMN answer TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(answer));
    ALTER TABLE dossier ADD COLUMN deadline_on TEXT;
    ALTER TABLE document ADD COLUMN deadline_on TEXT;
    ALTER TABLE document ADD COLUMN mail TEXT NOT NULL DEFAULT '';
    CREATE TABLE sent_name (
        sha256 TEXT PRIMARY KEY REFERENCES received (sha256),
        name TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE received_anew (
        sha256 TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('dossier', 'decisions', 'movements', 'progress')),
        received_on TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO received_anew SELECT * FROM received;
    DROP TABLE received;
    ALTER TABLE received_anew RENAME TO received;

    ALTER TABLE organisation ADD COLUMN merged_into INTEGER REFERENCES organisation (id);
    ALTER TABLE decision ADD COLUMN rapporteur TEXT NOT NULL DEFAULT '';
    ALTER TABLE decision ADD COLUMN recused TEXT NOT NULL DEFAULT '';
    ALTER TABLE decision ADD COLUMN correction TEXT NOT NULL DEFAULT '';
    ALTER TABLE document ADD COLUMN occasion TEXT NOT NULL DEFAULT '';
    ALTER TABLE document ADD COLUMN last_decision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE document ADD COLUMN is_void INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE document ADD COLUMN is_erased INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE recognition (
        id INTEGER PRIMARY KEY,
        organisation_id INTEGER NOT NULL REFERENCES organisation (id),
        dossier_id INTEGER NOT NULL UNIQUE REFERENCES dossier (id),
        validated_on TEXT NOT NULL,
        valid_until TEXT NOT NULL,
        midterm_held_on TEXT,
        suspended_on TEXT,
        removal_planned_on TEXT,
        ended_on TEXT
    ) STRICT;
    CREATE INDEX recognition_organisation ON recognition (organisation_id, validated_on);
    INSERT INTO recognition (organisation_id, dossier_id, validated_on, valid_until)
        SELECT organisation_id, dossier_id, decided_on, valid_until FROM decision
        JOIN dossier ON dossier.id = dossier_id WHERE valid_until IS NOT NULL ORDER BY decision.id;

    CREATE TABLE step (
        recognition_id INTEGER NOT NULL REFERENCES recognition (id) ON DELETE CASCADE,
        event TEXT NOT NULL,
        rank INTEGER NOT NULL,
        counted_to TEXT NOT NULL,
        due_on TEXT NOT NULL,
        recorded_on TEXT NOT NULL,
        answered INTEGER NOT NULL,
        PRIMARY KEY (recognition_id, event, rank, counted_to)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE movement (
        id INTEGER PRIMARY KEY,
        organisation_id INTEGER NOT NULL REFERENCES organisation (id),
        dossier_id INTEGER NOT NULL REFERENCES dossier (id),
        event TEXT NOT NULL,
        happened_on TEXT NOT NULL,
        recorded_on TEXT NOT NULL,
        author TEXT NOT NULL,
        motive TEXT NOT NULL,
        criterion TEXT NOT NULL,
        day TEXT,
        instance TEXT NOT NULL,
        other TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES received (sha256)
    ) STRICT;
    CREATE INDEX movement_dossier ON movement (dossier_id);

    CREATE TABLE applied (
        dossier_id INTEGER NOT NULL REFERENCES dossier (id),
        movement_id INTEGER NOT NULL REFERENCES movement (id),
        PRIMARY KEY (dossier_id, movement_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE session (
        held_on TEXT PRIMARY KEY,
        instance TEXT NOT NULL,
        sent_on TEXT NOT NULL DEFAULT '',
        present TEXT NOT NULL DEFAULT '',
        excused TEXT NOT NULL DEFAULT '',
        recused TEXT NOT NULL DEFAULT '',
        attended_on TEXT NOT NULL DEFAULT '',
        presented TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(presented))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE erasure (
        sha256 TEXT PRIMARY KEY REFERENCES received (sha256),
        asked_on TEXT NOT NULL,
        is_done INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE set_aside (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE progress (
        id INTEGER PRIMARY KEY,
        recognition_id INTEGER NOT NULL REFERENCES recognition (id) ON DELETE CASCADE,
        received_on TEXT NOT NULL,
        fields TEXT NOT NULL CHECK (json_valid(fields)),
        tables TEXT NOT NULL CHECK (json_valid(tables)),
        sha256 TEXT NOT NULL UNIQUE REFERENCES received (sha256)
    ) STRICT;
    CREATE INDEX progress_recognition ON progress (recognition_id);
    CREATE INDEX document_path ON document (path);
    CREATE INDEX contact_organisation ON contact (organisation_id, role);
    """,
)
