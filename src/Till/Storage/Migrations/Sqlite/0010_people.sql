-- Who works in the shop, and as what. A column's CHECK cannot be changed, so the column is written anew.
ALTER TABLE accounts ADD COLUMN new_role text NOT NULL DEFAULT 'buyer' CHECK (new_role IN ('buyer', 'staff', 'bookkeeper', 'owner'));
UPDATE accounts SET new_role = role;
ALTER TABLE accounts DROP COLUMN role;
ALTER TABLE accounts RENAME COLUMN new_role TO role;
CREATE INDEX accounts_people ON accounts (role) WHERE role <> 'buyer';

-- Browsers that are signed in. A cookie whose row is gone signs nobody in.
CREATE TABLE sessions (
    id         text PRIMARY KEY,
    account_id text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stamp      text NOT NULL, -- the account's security stamp when it began: under another one it is over
    device     text NOT NULL, -- in a person's words: Firefox on Linux
    began_at   text NOT NULL,
    seen_at    text NOT NULL  -- to the hour
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE second_factors (
    account_id   text PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    secret       text NOT NULL,           -- sealed by data protection
    last_step    integer NOT NULL,        -- of the newest code that was taken: it and older ones count no more
    failed_count integer NOT NULL DEFAULT 0,
    locked_until text,
    set_at       text NOT NULL
);
CREATE TABLE recovery_codes (
    account_id text NOT NULL REFERENCES second_factors (account_id) ON DELETE CASCADE,
    hash       text NOT NULL, -- nobody can read a code here; a code that was used is gone
    PRIMARY KEY (account_id, hash)
);

-- Gone once it is accepted or taken back. The link in the mail is made when the mail is written and kept nowhere.
CREATE TABLE invitations (
    id         text PRIMARY KEY,
    email      text NOT NULL,
    email_key  text NOT NULL UNIQUE, -- who is invited again has one invitation, the newer
    role       text NOT NULL CHECK (role IN ('staff', 'bookkeeper', 'owner')),
    invited_by text NOT NULL,
    created_at text NOT NULL,
    expires_at text NOT NULL
);
