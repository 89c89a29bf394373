-- Whoever has ordered or joined, with an account or as a guest: what the back office looks through, so that it need not read all
-- orders for it. Follows orders, accounts and memberships by itself, whichever of the shop's deeds changes them.
CREATE TABLE customers (
    id         uuid PRIMARY KEY, -- the account's; of a guest that of one of their orders
    account_id uuid UNIQUE REFERENCES accounts (id) ON DELETE CASCADE, -- null: a guest
    email      text NOT NULL,
    email_key  text NOT NULL,
    name       text NOT NULL,
    seen_at    timestamptz NOT NULL -- the last order, or when they joined
);
-- Somebody is a guest once. A guest of an account's address is another one until the address is confirmed.
CREATE UNIQUE INDEX customers_guests ON customers (email_key) WHERE account_id IS NULL;
CREATE INDEX customers_seen ON customers (seen_at DESC, id DESC);
CREATE INDEX customers_email ON customers (email_key COLLATE "C", id);
CREATE INDEX customers_name ON customers ((lower(name) COLLATE "C"), id);

INSERT INTO customers (id, account_id, email, email_key, name, seen_at)
SELECT a.id, a.id, a.email, a.email_key,
       COALESCE(NULLIF(a.name, ''), (SELECT o.name FROM orders o WHERE o.account_id = a.id AND o.state = 'paid' ORDER BY o.paid_at DESC LIMIT 1), ''),
       GREATEST((SELECT MAX(o.paid_at) FROM orders o WHERE o.account_id = a.id AND o.state = 'paid'),
                (SELECT MAX(m.created_at) FROM memberships m WHERE m.account_id = a.id))
FROM accounts a
WHERE EXISTS (SELECT 1 FROM orders o WHERE o.account_id = a.id AND o.state = 'paid')
   OR EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = a.id);
INSERT INTO customers (id, email, email_key, name, seen_at)
SELECT DISTINCT ON (email_key) id, COALESCE(email, email_key), email_key, COALESCE(name, ''), paid_at
FROM orders WHERE state = 'paid' AND account_id IS NULL AND email_key IS NOT NULL
ORDER BY email_key, paid_at DESC, id DESC;

CREATE FUNCTION follow_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A guest whose last order found its account, or was erased, is none any more; one that stays has the id of an order of theirs.
    IF TG_OP = 'UPDATE' AND OLD.account_id IS NULL AND OLD.email_key IS NOT NULL
        AND (NEW.account_id IS NOT NULL OR NEW.email_key IS DISTINCT FROM OLD.email_key) THEN
        DELETE FROM customers
        WHERE account_id IS NULL AND email_key = OLD.email_key
          AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.account_id IS NULL AND o.email_key = OLD.email_key AND o.state = 'paid');
        UPDATE customers
        SET id = (SELECT o.id FROM orders o WHERE o.account_id IS NULL AND o.email_key = OLD.email_key AND o.state = 'paid' LIMIT 1)
        WHERE id = NEW.id AND account_id IS NULL;
    END IF;
    IF NEW.account_id IS NOT NULL THEN
        INSERT INTO customers AS c (id, account_id, email, email_key, name, seen_at)
        SELECT a.id, a.id, a.email, a.email_key, COALESCE(NULLIF(a.name, ''), NEW.name, ''), NEW.paid_at FROM accounts a WHERE a.id = NEW.account_id
        ON CONFLICT (account_id) DO UPDATE
        SET seen_at = GREATEST(c.seen_at, excluded.seen_at), name = COALESCE(NULLIF(c.name, ''), excluded.name);
    ELSIF NEW.email_key IS NOT NULL THEN
        INSERT INTO customers AS c (id, email, email_key, name, seen_at)
        VALUES (NEW.id, COALESCE(NEW.email, NEW.email_key), NEW.email_key, COALESCE(NEW.name, ''), NEW.paid_at)
        ON CONFLICT (email_key) WHERE account_id IS NULL DO UPDATE
        SET seen_at = GREATEST(c.seen_at, excluded.seen_at), email = excluded.email, name = COALESCE(NULLIF(excluded.name, ''), c.name);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_of_new_orders AFTER INSERT ON orders FOR EACH ROW WHEN (NEW.state = 'paid') EXECUTE FUNCTION follow_order();
CREATE TRIGGER customers_of_orders AFTER UPDATE OF state, account_id, email, email_key, name ON orders FOR EACH ROW
    WHEN (NEW.state = 'paid' AND (OLD.state <> 'paid' OR NEW.account_id IS DISTINCT FROM OLD.account_id
        OR NEW.email_key IS DISTINCT FROM OLD.email_key OR NEW.name IS DISTINCT FROM OLD.name))
    EXECUTE FUNCTION follow_order();

CREATE FUNCTION follow_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customers AS c (id, account_id, email, email_key, name, seen_at)
    SELECT a.id, a.id, a.email, a.email_key, a.name, NEW.created_at FROM accounts a WHERE a.id = NEW.account_id
    ON CONFLICT (account_id) DO UPDATE SET seen_at = GREATEST(c.seen_at, excluded.seen_at);
    RETURN NULL;
END $$;
CREATE TRIGGER customers_of_members AFTER INSERT ON memberships FOR EACH ROW WHEN (NEW.account_id IS NOT NULL) EXECUTE FUNCTION follow_member();

CREATE FUNCTION follow_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers SET email = NEW.email, email_key = NEW.email_key, name = COALESCE(NULLIF(NEW.name, ''), name) WHERE account_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_of_accounts AFTER UPDATE OF email, email_key, name ON accounts FOR EACH ROW EXECUTE FUNCTION follow_account();
