-- Files of products that wait to be looked at and agreed to. What nobody agreed to within a day is gone.
CREATE TABLE imports (
    id        text PRIMARY KEY,
    name      text NOT NULL,
    kind      text NOT NULL, -- of those products that are new and whose file does not say it
    content   blob NOT NULL, -- empty once it is done
    actor     text NOT NULL,
    at        text NOT NULL,
    done_at   text,
    added     integer,
    changed   integer,
    unchanged integer
);
