namespace Till.Sandbox.Storage;

internal static class Schema
{
    /// <summary>Raised whenever a table changes its shape; a store of a newer version is not opened.</summary>
    public const int Version = 3;

    public const string Sql =
        """
        CREATE TABLE IF NOT EXISTS facts (
            name  TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) WITHOUT ROWID;

        -- Every API object, events included. seq is the order of creation and what pages of lists go by.
        CREATE TABLE IF NOT EXISTS objects (
            seq            INTEGER PRIMARY KEY,
            id             TEXT NOT NULL UNIQUE,
            kind           TEXT NOT NULL,
            created        INTEGER NOT NULL,
            customer       TEXT,
            payment_intent TEXT,
            owner          TEXT,
            body           BLOB NOT NULL
        );
        CREATE INDEX IF NOT EXISTS objects_kind     ON objects (kind, seq);
        CREATE INDEX IF NOT EXISTS objects_customer ON objects (customer, kind, seq) WHERE customer IS NOT NULL;
        CREATE INDEX IF NOT EXISTS objects_payment  ON objects (payment_intent, kind, seq) WHERE payment_intent IS NOT NULL;
        CREATE INDEX IF NOT EXISTS objects_owner    ON objects (owner, kind, seq) WHERE owner IS NOT NULL;

        -- What shall happen to an object by itself: a session expires, a refund fails.
        CREATE TABLE IF NOT EXISTS scheduled (
            subject TEXT NOT NULL,
            action  TEXT NOT NULL,
            due     INTEGER NOT NULL,
            PRIMARY KEY (subject, action)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS scheduled_due ON scheduled (due);

        -- Of those what could not happen: a fault of the sandbox, kept to be looked into.
        CREATE TABLE IF NOT EXISTS set_aside (
            seq       INTEGER PRIMARY KEY,
            subject   TEXT NOT NULL,
            action    TEXT NOT NULL,
            due       INTEGER NOT NULL,
            failed_at INTEGER NOT NULL,
            error     TEXT NOT NULL
        );

        -- What shall happen by a test clock, which stands still until it is advanced. seq settles what is due at one moment.
        CREATE TABLE IF NOT EXISTS clocked (
            seq     INTEGER PRIMARY KEY,
            clock   TEXT NOT NULL,
            subject TEXT NOT NULL,
            action  TEXT NOT NULL,
            due     INTEGER NOT NULL,
            UNIQUE (subject, action)
        );
        CREATE INDEX IF NOT EXISTS clocked_due ON clocked (clock, due, seq);

        -- The first answer to an idempotency key, for a day.
        -- Keys are random, so that only they stand in an index: answers are appended.
        DROP TABLE IF EXISTS idempotency;
        CREATE TABLE IF NOT EXISTS answers (
            seq         INTEGER PRIMARY KEY,
            key         TEXT NOT NULL UNIQUE,
            fingerprint TEXT NOT NULL,
            path        TEXT NOT NULL,
            request_id  TEXT NOT NULL,
            status      INTEGER NOT NULL,
            body        BLOB NOT NULL,
            created     INTEGER NOT NULL
        );

        -- One event to one endpoint. next_at is in Unix milliseconds, and null once it was delivered or given up.
        CREATE TABLE IF NOT EXISTS deliveries (
            event     TEXT NOT NULL,
            endpoint  TEXT NOT NULL,
            attempts  INTEGER NOT NULL DEFAULT 0,
            delivered INTEGER NOT NULL DEFAULT 0,
            next_at   INTEGER,
            PRIMARY KEY (event, endpoint)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (next_at) WHERE next_at IS NOT NULL;

        CREATE TABLE IF NOT EXISTS attempts (
            seq         INTEGER PRIMARY KEY,
            event       TEXT NOT NULL,
            endpoint    TEXT NOT NULL,
            at          INTEGER NOT NULL,
            status      INTEGER,
            outcome     TEXT NOT NULL,
            duration_ms INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS attempts_event ON attempts (event, endpoint, seq);
        """;
}
