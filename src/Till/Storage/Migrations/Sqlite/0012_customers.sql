-- Whoever has ordered or joined, with an account or as a guest: what the back office looks through, so that it need not read all
-- orders for it. Follows orders, accounts and memberships by itself, whichever of the shop's deeds changes them.
CREATE TABLE customers (
    id         text PRIMARY KEY, -- the account's; of a guest that of one of their orders
    account_id text UNIQUE REFERENCES accounts (id) ON DELETE CASCADE, -- null: a guest
    email      text NOT NULL,
    email_key  text NOT NULL,
    name       text NOT NULL,
    seen_at    text NOT NULL -- the last order, or when they joined
);
-- Somebody is a guest once. A guest of an account's address is another one until the address is confirmed.
CREATE UNIQUE INDEX customers_guests ON customers (email_key) WHERE account_id IS NULL;
CREATE INDEX customers_seen ON customers (seen_at DESC, id DESC);
CREATE INDEX customers_email ON customers (email_key, id);
CREATE INDEX customers_name ON customers (lower(name), id);

INSERT INTO customers (id, account_id, email, email_key, name, seen_at)
SELECT a.id, a.id, a.email, a.email_key,
       COALESCE(NULLIF(a.name, ''), (SELECT o.name FROM orders o WHERE o.account_id = a.id AND o.state = 'paid' ORDER BY o.paid_at DESC LIMIT 1), ''),
       MAX(COALESCE((SELECT MAX(o.paid_at) FROM orders o WHERE o.account_id = a.id AND o.state = 'paid'), ''),
           COALESCE((SELECT MAX(m.created_at) FROM memberships m WHERE m.account_id = a.id), ''))
FROM accounts a
WHERE EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id AND o.state = 'paid')
   OR EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = a.id);
INSERT INTO customers (id, email, email_key, name, seen_at)
SELECT id, COALESCE(email, email_key), email_key, COALESCE(name, ''), paid_at
FROM (SELECT id, email, email_key, name, paid_at, ROW_NUMBER() OVER (PARTITION BY email_key ORDER BY paid_at DESC, id DESC) AS place
      FROM orders WHERE state = 'paid' AND account_id IS NULL AND email_key IS NOT NULL) newest
WHERE place = 1;

CREATE TRIGGER customers_of_new_orders AFTER INSERT ON orders WHEN NEW.state = 'paid'
BEGIN
    INSERT INTO customers (id, account_id, email, email_key, name, seen_at)
    SELECT a.id, a.id, a.email, a.email_key, COALESCE(NULLIF(a.name, ''), NEW.name, ''), NEW.paid_at FROM accounts a WHERE a.id = NEW.account_id
    ON CONFLICT (account_id) DO UPDATE
    SET seen_at = MAX(seen_at, excluded.seen_at), name = COALESCE(NULLIF(name, ''), excluded.name);
    INSERT INTO customers (id, email, email_key, name, seen_at)
    SELECT NEW.id, COALESCE(NEW.email, NEW.email_key), NEW.email_key, COALESCE(NEW.name, ''), NEW.paid_at WHERE NEW.account_id IS NULL AND NEW.email_key IS NOT NULL
    ON CONFLICT (email_key) WHERE account_id IS NULL DO UPDATE
    SET seen_at = MAX(seen_at, excluded.seen_at), email = excluded.email, name = COALESCE(NULLIF(excluded.name, ''), name);
END;

CREATE TRIGGER customers_of_orders AFTER UPDATE OF state, account_id, email, email_key, name ON orders
WHEN NEW.state = 'paid' AND (OLD.state <> 'paid' OR NEW.account_id IS NOT OLD.account_id OR NEW.email_key IS NOT OLD.email_key
    OR NEW.name IS NOT OLD.name)
BEGIN
    -- A guest whose last order found its account, or was erased, is none any more; one that stays has the id of an order of theirs.
    DELETE FROM customers
    WHERE account_id IS NULL AND email_key = OLD.email_key AND OLD.account_id IS NULL
      AND (NEW.account_id IS NOT NULL OR NEW.email_key IS NOT OLD.email_key)
      AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.account_id IS NULL AND o.email_key = OLD.email_key AND o.state = 'paid');
    UPDATE customers
    SET id = (SELECT o.id FROM orders o WHERE o.account_id IS NULL AND o.email_key = OLD.email_key AND o.state = 'paid' LIMIT 1)
    WHERE id = NEW.id AND account_id IS NULL AND (NEW.account_id IS NOT NULL OR NEW.email_key IS NOT OLD.email_key);
    INSERT INTO customers (id, account_id, email, email_key, name, seen_at)
    SELECT a.id, a.id, a.email, a.email_key, COALESCE(NULLIF(a.name, ''), NEW.name, ''), NEW.paid_at FROM accounts a WHERE a.id = NEW.account_id
    ON CONFLICT (account_id) DO UPDATE
    SET seen_at = MAX(seen_at, excluded.seen_at), name = COALESCE(NULLIF(name, ''), excluded.name);
    INSERT INTO customers (id, email, email_key, name, seen_at)
    SELECT NEW.id, COALESCE(NEW.email, NEW.email_key), NEW.email_key, COALESCE(NEW.name, ''), NEW.paid_at WHERE NEW.account_id IS NULL AND NEW.email_key IS NOT NULL
    ON CONFLICT (email_key) WHERE account_id IS NULL DO UPDATE
    SET seen_at = MAX(seen_at, excluded.seen_at), email = excluded.email, name = COALESCE(NULLIF(excluded.name, ''), name);
END;

CREATE TRIGGER customers_of_members AFTER INSERT ON memberships WHEN NEW.account_id IS NOT NULL
BEGIN
    INSERT INTO customers (id, account_id, email, email_key, name, seen_at)
    SELECT a.id, a.id, a.email, a.email_key, a.name, NEW.created_at FROM accounts a WHERE a.id = NEW.account_id
    ON CONFLICT (account_id) DO UPDATE SET seen_at = MAX(seen_at, excluded.seen_at);
END;

CREATE TRIGGER customers_of_accounts AFTER UPDATE OF email, email_key, name ON accounts
BEGIN
    UPDATE customers SET email = NEW.email, email_key = NEW.email_key, name = COALESCE(NULLIF(NEW.name, ''), name) WHERE account_id = NEW.id;
END;
