-- Files of products that wait to be looked at and agreed to. What nobody agreed to within a day is gone.
CREATE TABLE imports (
    id        uuid PRIMARY KEY,
    name      text NOT NULL,
    kind      text NOT NULL, -- of those products that are new and whose file does not say it
    content   bytea NOT NULL, -- empty once it is done
    actor     text NOT NULL,
    at        timestamptz NOT NULL,
    done_at   timestamptz,
    added     integer,
    changed   integer,
    unchanged integer
);
