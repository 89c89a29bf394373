-- Settings that the shop writes itself: signing key, webhook secret, cursors.
CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- Gapless sequences. A number is taken in the transaction that uses it, so that none is lost or given twice.
CREATE TABLE counters (
    name  text PRIMARY KEY,
    value integer NOT NULL
);
INSERT INTO counters (name, value) VALUES ('order', 1000);

-- Keys that protect cookies and form tokens; shared by every process of the shop.
CREATE TABLE data_protection_keys (
    name text PRIMARY KEY,
    xml  text NOT NULL
);

-- Catalogue ---------------------------------------------------------------------------------------------------------

-- Content by hash: the bytes lie in the media folder under this name and never change.
CREATE TABLE files (
    sha256       text PRIMARY KEY,
    content_type text NOT NULL,
    size_bytes   integer NOT NULL CHECK (size_bytes >= 0)
);

CREATE TABLE products (
    id            text PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('album', 'book', 'good', 'membership')),
    slug          text NOT NULL UNIQUE CHECK (slug <> ''),
    title         text NOT NULL,
    maker         text NOT NULL,
    year          integer,
    description   text NOT NULL DEFAULT '',
    rating_tenths integer CHECK (rating_tenths BETWEEN 10 AND 50),
    published     integer NOT NULL,
    member_only   integer NOT NULL DEFAULT 0,
    sample        integer NOT NULL DEFAULT 0,
    created_at    text NOT NULL,
    updated_at    text NOT NULL
);
CREATE INDEX products_shelf ON products (kind, published, year DESC, title);

CREATE TABLE categories (
    id       text PRIMARY KEY,
    slug     text NOT NULL UNIQUE CHECK (slug <> ''),
    name     text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE product_categories (
    product_id  text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    category_id text NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    PRIMARY KEY (product_id, category_id)
);
CREATE INDEX product_categories_category ON product_categories (category_id);

-- What is bought: a product has one variant, or one for each size.
CREATE TABLE variants (
    id         text PRIMARY KEY,
    product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    sku        text NOT NULL UNIQUE CHECK (sku <> ''),
    size       text NOT NULL DEFAULT '',
    position   integer NOT NULL,
    stock      integer CHECK (stock >= 0), -- null: unlimited. Never below zero: that item is not there to be sold.
    UNIQUE (product_id, size)
);

-- A price is never overwritten: a new one starts at its own moment, and the newest that has started is in force.
CREATE TABLE prices (
    id           text PRIMARY KEY,
    variant_id   text NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    currency     text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor integer NOT NULL CHECK (amount_minor >= 0),
    interval     text NOT NULL DEFAULT 'once' CHECK (interval IN ('once', 'month', 'year')),
    from_at      text NOT NULL,
    UNIQUE (variant_id, currency, interval, from_at)
);

CREATE TRIGGER prices_are_history BEFORE UPDATE ON prices
BEGIN SELECT RAISE(ABORT, 'prices is written once and never changed'); END;

CREATE TABLE pictures (
    id         text PRIMARY KEY,
    product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position   integer NOT NULL,
    sha256     text NOT NULL REFERENCES files (sha256),
    width      integer NOT NULL CHECK (width > 0),
    height     integer NOT NULL CHECK (height > 0),
    alt        text NOT NULL,
    UNIQUE (product_id, position)
);

CREATE TABLE tracks (
    id             text PRIMARY KEY,
    product_id     text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position       integer NOT NULL,
    title          text NOT NULL,
    length_ms      integer NOT NULL CHECK (length_ms > 0),
    sha256         text NOT NULL REFERENCES files (sha256),
    preview_sha256 text NOT NULL REFERENCES files (sha256),
    UNIQUE (product_id, position)
);

-- Whether a file may be shown to everybody is asked for each picture and preview served.
CREATE INDEX pictures_sha256 ON pictures (sha256);
CREATE INDEX tracks_preview ON tracks (preview_sha256);

-- What a buyer of the product may download.
CREATE TABLE product_files (
    id         text PRIMARY KEY,
    product_id text NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position   integer NOT NULL,
    name       text NOT NULL, -- the file's name on the buyer's disk
    sha256     text NOT NULL REFERENCES files (sha256),
    UNIQUE (product_id, position)
);

-- Accounts ----------------------------------------------------------------------------------------------------------

CREATE TABLE accounts (
    id                  text PRIMARY KEY,
    email               text NOT NULL,        -- as typed, for showing and writing to
    email_key           text NOT NULL UNIQUE, -- in one case: nobody has two accounts by typing differently
    email_confirmed     integer NOT NULL DEFAULT 0,
    name                text NOT NULL DEFAULT '',
    role                text NOT NULL DEFAULT 'buyer' CHECK (role IN ('buyer', 'owner')),
    password_hash       text,
    security_stamp      text NOT NULL,
    access_failed_count integer NOT NULL DEFAULT 0,
    lockout_end         text,
    stripe_customer_id  text UNIQUE,
    created_at          text NOT NULL
);

-- Orders ------------------------------------------------------------------------------------------------------------

-- A bag belongs to a browser (by a random key in its cookie). Its version counts what was bought or changed, so that
-- two tabs of one bag share one draft.
CREATE TABLE bags (
    id          text PRIMARY KEY,
    visitor_key text NOT NULL,
    variant_id  text NOT NULL REFERENCES variants (id) ON DELETE CASCADE, -- bought by itself, with its own Buy button
    version     integer NOT NULL DEFAULT 1,
    created_at  text NOT NULL,
    UNIQUE (visitor_key, variant_id)
);

CREATE TABLE orders (
    id             text PRIMARY KEY,
    number         integer UNIQUE,
    bag_id         text NOT NULL, -- no foreign key: bags go, orders stay
    bag_version    integer NOT NULL,
    state          text NOT NULL CHECK (state IN ('draft', 'paid', 'retired')),
    link_key       text NOT NULL, -- opens the order's page without a cookie
    account_id     text REFERENCES accounts (id) ON DELETE SET NULL,
    email          text,
    email_key      text,
    name           text,
    description    text NOT NULL,
    currency       text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    subtotal_minor integer NOT NULL CHECK (subtotal_minor >= 0),
    discount_code  text,
    discount_minor integer NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    delivery_minor integer NOT NULL DEFAULT 0 CHECK (delivery_minor >= 0),
    tax_minor      integer NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    total_minor    integer NOT NULL CHECK (total_minor >= 0),
    created_at     text NOT NULL,
    paid_at        text,
    UNIQUE (bag_id, bag_version),                                                            -- two tabs, one draft
    CHECK (total_minor = subtotal_minor - discount_minor + delivery_minor + tax_minor),      -- what is asked adds up
    CHECK ((state = 'paid') = (paid_at IS NOT NULL) AND (state = 'paid') = (number IS NOT NULL)) -- paid is paid whole
);
CREATE INDEX orders_account ON orders (account_id, paid_at);
CREATE INDEX orders_email ON orders (email_key) WHERE account_id IS NULL;

-- Paid is absorbing, and what was frozen stays frozen, whoever writes.
CREATE TRIGGER orders_paid_is_absorbing BEFORE UPDATE ON orders
WHEN OLD.state = 'paid' AND NEW.state <> 'paid'
BEGIN SELECT RAISE(ABORT, 'a paid order stays paid'); END;
CREATE TRIGGER orders_are_frozen BEFORE UPDATE ON orders
WHEN NEW.currency <> OLD.currency OR NEW.total_minor <> OLD.total_minor OR NEW.subtotal_minor <> OLD.subtotal_minor
  OR NEW.discount_minor <> OLD.discount_minor OR NEW.delivery_minor <> OLD.delivery_minor OR NEW.tax_minor <> OLD.tax_minor
  OR NEW.number <> OLD.number OR NEW.paid_at <> OLD.paid_at
BEGIN SELECT RAISE(ABORT, 'an order''s amounts are frozen'); END;

-- Lines as bought: a later change of name or price, or the product's removal, leaves them as they were.
CREATE TABLE order_lines (
    order_id   text NOT NULL REFERENCES orders (id),
    position   integer NOT NULL,
    product_id text NOT NULL, -- no foreign key: products go, orders stay
    variant_id text NOT NULL,
    kind       text NOT NULL,
    sku        text NOT NULL,
    title      text NOT NULL,
    maker      text NOT NULL,
    size       text NOT NULL,
    quantity   integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    unit_minor integer NOT NULL CHECK (unit_minor >= 0),
    line_minor integer NOT NULL CHECK (line_minor = unit_minor * quantity),
    PRIMARY KEY (order_id, position)
);
CREATE TRIGGER order_lines_are_frozen BEFORE UPDATE ON order_lines
BEGIN SELECT RAISE(ABORT, 'order_lines is written once and never changed'); END;
CREATE TRIGGER order_lines_are_frozen_too BEFORE DELETE ON order_lines
BEGIN SELECT RAISE(ABORT, 'order_lines is written once and never changed'); END;

-- Payments ----------------------------------------------------------------------------------------------------------

-- Written before Stripe is called, so that whatever exists there is known here.
CREATE TABLE payment_attempts (
    id                       text PRIMARY KEY,
    order_id                 text NOT NULL REFERENCES orders (id),
    number                   integer NOT NULL CHECK (number > 0),
    state                    text NOT NULL CHECK (state IN ('creating', 'open', 'succeeded', 'closed')),
    idempotency_key          text NOT NULL UNIQUE,
    request                  text NOT NULL, -- what Stripe was asked, so that a lost reply is asked for again in the same words
    stripe_session_id        text UNIQUE,
    stripe_payment_intent_id text UNIQUE,
    session_url              text,
    decline                  text,
    expires_at               text NOT NULL,
    created_at               text NOT NULL,
    settled_at               text,
    UNIQUE (order_id, number)
);
-- Never two live attempts for one draft: what can be paid, can be paid once.
CREATE UNIQUE INDEX payment_attempts_one_live ON payment_attempts (order_id) WHERE state IN ('creating', 'open');
CREATE INDEX payment_attempts_live ON payment_attempts (created_at) WHERE state IN ('creating', 'open');

CREATE TABLE payments (
    id                       text PRIMARY KEY,
    order_id                 text NOT NULL REFERENCES orders (id),
    attempt_id               text NOT NULL REFERENCES payment_attempts (id),
    role                     text NOT NULL CHECK (role IN ('order', 'held')), -- held: money the order must not take
    stripe_payment_intent_id text NOT NULL UNIQUE,                           -- a payment is booked once
    stripe_charge_id         text UNIQUE,
    currency                 text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor             integer NOT NULL CHECK (amount_minor > 0),
    fee_minor                integer, -- null until Stripe has told it
    card_brand               text,
    card_last4               text,
    receipt_url              text,
    paid_at                  text NOT NULL
);
-- Every paid order has exactly one payment.
CREATE UNIQUE INDEX payments_one_per_order ON payments (order_id) WHERE role = 'order';

CREATE TABLE refunds (
    id               text PRIMARY KEY,
    payment_id       text NOT NULL REFERENCES payments (id),
    stripe_refund_id text UNIQUE,          -- null until Stripe has answered
    idempotency_key  text UNIQUE,          -- null: made in Stripe's own dashboard
    state            text NOT NULL CHECK (state IN ('requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
    currency         text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor     integer NOT NULL CHECK (amount_minor > 0),
    reason           text,
    created_at       text NOT NULL,
    CHECK (stripe_refund_id IS NOT NULL OR idempotency_key IS NOT NULL)
);
CREATE INDEX refunds_payment ON refunds (payment_id);

-- Double entry, one move a row: the amount leaves one account and enters another, so the books sum to zero by their shape.
CREATE TABLE ledger (
    id           text PRIMARY KEY,
    source       text NOT NULL, -- what caused it: payment:pi_…, fee:pi_…, refund:re_…, refund-failed:re_…
    debit        text NOT NULL,
    credit       text NOT NULL CHECK (credit <> debit),
    currency     text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor integer NOT NULL CHECK (amount_minor > 0),
    order_id     text NOT NULL REFERENCES orders (id),
    at           text NOT NULL,
    UNIQUE (source, debit, credit) -- each cause is booked once
);
CREATE INDEX ledger_order ON ledger (order_id);
CREATE TRIGGER ledger_is_history BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is written once and never changed'); END;
CREATE TRIGGER ledger_is_history_too BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is written once and never changed'); END;

CREATE TABLE entitlements (
    id         text PRIMARY KEY,
    order_id   text NOT NULL REFERENCES orders (id),
    product_id text NOT NULL,
    granted_at text NOT NULL,
    revoked_at text,
    UNIQUE (order_id, product_id) -- one grant
);

-- One row each time a download begins; a resumed one is not a new one.
CREATE TABLE downloads (
    id             text PRIMARY KEY,
    entitlement_id text NOT NULL REFERENCES entitlements (id),
    sha256         text NOT NULL,
    at             text NOT NULL
);
CREATE INDEX downloads_entitlement ON downloads (entitlement_id);

-- Inbox, outbox, attention ------------------------------------------------------------------------------------------

CREATE TABLE inbox (
    event_id     text PRIMARY KEY, -- an event is taken in once, however often it is delivered
    type         text NOT NULL,
    object_id    text NOT NULL,
    api_version  text,
    livemode     integer NOT NULL,
    came_by      text NOT NULL CHECK (came_by IN ('webhook', 'pull')),
    payload      blob NOT NULL,
    state        text NOT NULL CHECK (state IN ('waiting', 'handled', 'foreign', 'dead')),
    tries        integer NOT NULL DEFAULT 0,
    due_at       text NOT NULL,
    last_error   text,
    created_at   text NOT NULL, -- Stripe's time
    received_at  text NOT NULL,
    handled_at   text
);
CREATE INDEX inbox_due ON inbox (due_at) WHERE state = 'waiting';

CREATE TABLE outbox (
    id         text PRIMARY KEY,
    kind       text NOT NULL,
    subject    text NOT NULL, -- what it is about: order:…, account:…
    payload    text NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    tries      integer NOT NULL DEFAULT 0,
    due_at     text NOT NULL,
    last_error text,
    created_at text NOT NULL,
    done_at    text,
    UNIQUE (subject, kind) -- one receipt, one grant, one notification
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';

CREATE TABLE attention (
    id          text PRIMARY KEY,
    kind        text NOT NULL,
    subject     text NOT NULL,
    happened    text NOT NULL, -- what happened
    done        text NOT NULL, -- what Till did about it
    left_to_do  text NOT NULL, -- what is left to decide
    created_at  text NOT NULL,
    resolved_at text,
    UNIQUE (kind, subject)
);
