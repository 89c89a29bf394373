-- Keys by which the owner's other programs read and write. Nobody can read a key here: it is shown once, when it is made.
CREATE TABLE api_keys (
    id       text PRIMARY KEY,
    name     text NOT NULL,
    prefix   text NOT NULL,        -- how a key begins, by which a person tells it from others
    hash     text NOT NULL UNIQUE, -- SHA-256 of the whole key, which is chance enough not to be guessed
    scopes   text NOT NULL,        -- parted by spaces
    made_by  text NOT NULL,
    made_at  text NOT NULL,
    used_at  text,                 -- to the minute
    ended_by text,
    ended_at text
);

-- What was asked under an idempotency key, so that it is carried out once and answered twice in the same words. Kept for a day.
CREATE TABLE api_requests (
    id              text PRIMARY KEY,
    key_id          text NOT NULL REFERENCES api_keys (id),
    idempotency_key text NOT NULL,
    fingerprint     text NOT NULL,    -- of method, path and body: another request under the same key is a mistake
    run             integer NOT NULL, -- counts who took it up; who is no longer the last one can change nothing
    until_at        text NOT NULL,    -- so long whoever took it up may take
    changed_at      text,             -- written in the transaction of the change: from here on it must not run again
    subject         text,             -- what was changed
    status          integer,
    content_type    text,
    location        text,
    body            blob,
    at              text NOT NULL,
    UNIQUE (key_id, idempotency_key)  -- of two at the same moment one waits
);
CREATE INDEX api_requests_at ON api_requests (at);

-- Addresses that are told of what happens in the shop.
CREATE TABLE event_addresses (
    id                  text PRIMARY KEY,
    url                 text NOT NULL,
    kinds               text NOT NULL, -- with a space before, between and behind
    secret              text NOT NULL, -- sealed by data protection
    secret_before       text,          -- the one before, which signs as well until it is over
    secret_before_until text,
    made_by             text NOT NULL,
    made_at             text NOT NULL,
    failing_since       text,
    paused_at           text,
    ended_at            text
);

CREATE TABLE event_deliveries (
    id         text PRIMARY KEY,
    address_id text NOT NULL REFERENCES event_addresses (id),
    event_id   text NOT NULL,
    kind       text NOT NULL,
    payload    text NOT NULL, -- as it is signed; says what it is about, and nothing of persons
    state      text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'dropped')),
    tries      integer NOT NULL DEFAULT 0,
    status     integer,       -- of the last answer
    error      text,
    created_at text NOT NULL,
    tried_at   text,
    UNIQUE (event_id, address_id) -- an event goes to an address once, under one id
);
CREATE INDEX event_deliveries_address ON event_deliveries (address_id, created_at);
CREATE INDEX event_deliveries_created ON event_deliveries (created_at);
