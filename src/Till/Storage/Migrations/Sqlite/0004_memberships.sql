-- Plans -------------------------------------------------------------------------------------------------------------

-- What a membership gives. What it costs by month and by year are prices of its product's one variant.
CREATE TABLE plans (
    product_id        text PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    position          integer NOT NULL,
    trial_days        integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 730), -- 730 is Stripe's own limit
    badge             text CHECK (badge <> ''),
    opens_member_only integer NOT NULL DEFAULT 1, -- products and downloads that are for members only
    member_prices     integer NOT NULL DEFAULT 1,
    benefits          text NOT NULL DEFAULT ''    -- in words for the comparison, one a line
);

-- What members pay instead of the price; history, as prices are.
CREATE TABLE member_prices (
    id           text PRIMARY KEY,
    variant_id   text NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    currency     text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor integer CHECK (amount_minor >= 0), -- null: from then on they pay what all pay
    from_at      text NOT NULL,
    UNIQUE (variant_id, currency, from_at)
);
CREATE TRIGGER member_prices_are_history BEFORE UPDATE ON member_prices
BEGIN SELECT RAISE(ABORT, 'member_prices is written once and never changed'); END;

-- Lists show it beside the price, and are written anew when it begins.
ALTER TABLE listings ADD COLUMN member_text text; -- null: members pay what all pay
CREATE INDEX listings_member_only ON listings (created_at DESC, number DESC) WHERE member_only;
CREATE TRIGGER member_prices_listed AFTER INSERT ON member_prices
BEGIN INSERT INTO listing_due (product_id, due_at) SELECT v.product_id, NEW.from_at FROM variants v WHERE v.id = NEW.variant_id; END;
CREATE TRIGGER member_prices_unlisted AFTER DELETE ON member_prices
BEGIN INSERT INTO listing_due (product_id, due_at) SELECT v.product_id, '2000-01-01T00:00:00.000000Z' FROM variants v WHERE v.id = OLD.variant_id; END;

-- Plans and their prices as Stripe knows them, made there when first needed.
CREATE TABLE stripe_products (
    product_id        text PRIMARY KEY, -- no foreign key: what was sold is still renewed after its product went
    stripe_product_id text NOT NULL UNIQUE
);
CREATE TABLE stripe_prices (
    price_id        text PRIMARY KEY,
    stripe_price_id text NOT NULL UNIQUE,
    product_id      text NOT NULL
);

-- Memberships -------------------------------------------------------------------------------------------------------

-- Customers that Stripe made for the account and that were deleted there: the next one needs a key of its own.
ALTER TABLE accounts ADD COLUMN stripe_customers_lost integer NOT NULL DEFAULT 0;

-- Written before Stripe is called, as payment_attempts are: one Checkout session each.
CREATE TABLE join_attempts (
    id                     text PRIMARY KEY,
    account_id             text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number                 integer NOT NULL CHECK (number > 0),
    state                  text NOT NULL CHECK (state IN ('creating', 'open', 'succeeded', 'closed')),
    idempotency_key        text NOT NULL UNIQUE,
    request                text NOT NULL, -- what Stripe was asked, so that a lost reply is asked for again in the same words
    price_id               text NOT NULL, -- of the plan and interval that were chosen
    stripe_session_id      text UNIQUE,
    stripe_subscription_id text UNIQUE,
    session_url            text,
    expires_at             text NOT NULL,
    created_at             text NOT NULL,
    settled_at             text,
    UNIQUE (account_id, number)
);
-- Two clicks, tabs or processes share one session.
CREATE UNIQUE INDEX join_attempts_one_live ON join_attempts (account_id) WHERE state IN ('creating', 'open');
CREATE INDEX join_attempts_live ON join_attempts (created_at) WHERE state IN ('creating', 'open');

-- The shop's own record of one subscription at Stripe: who may what until when. Pages read this and never ask Stripe.
CREATE TABLE memberships (
    id                     text PRIMARY KEY,
    account_id             text REFERENCES accounts (id) ON DELETE SET NULL, -- null: the account was erased
    stripe_subscription_id text NOT NULL UNIQUE,
    stripe_customer_id     text NOT NULL,
    role                   text NOT NULL CHECK (role IN ('member', 'surplus')), -- surplus: a second one, cancelled and given back
    status                 text NOT NULL, -- Stripe's word
    product_id             text NOT NULL, -- the plan; no foreign key: products go, memberships stay
    plan                   text NOT NULL, -- its title, as joined or switched to
    interval               text NOT NULL CHECK (interval IN ('month', 'year')),
    currency               text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor           integer NOT NULL CHECK (amount_minor >= 0), -- of the next renewal, before discount and tax
    paid_through           text, -- the end of the last period that was paid for, or is free; null: nothing was yet
    trial_ends_at          text,
    period_ends_at         text,
    cancel_at              text, -- ends then, if nothing changes
    past_due_since         text,
    ended_at               text,
    card_brand             text,
    card_last4             text,
    card_expires           text, -- as 2027-04
    joined_at              text NOT NULL,
    checked_at             text NOT NULL, -- when Stripe was asked last
    readings               integer NOT NULL DEFAULT 0, -- counts what was written: a reading that was begun before the last one is taken anew
    created_at             text NOT NULL
);
-- One living subscription for each member, whatever is clicked where and however often.
CREATE UNIQUE INDEX memberships_one_living ON memberships (account_id)
    WHERE role = 'member' AND status NOT IN ('canceled', 'incomplete_expired');
CREATE INDEX memberships_account ON memberships (account_id, created_at);
CREATE INDEX memberships_customer ON memberships (stripe_customer_id);

-- Each change of what a member may, dated and with its cause: never changed, never deleted.
CREATE TABLE membership_changes (
    id            text PRIMARY KEY,
    membership_id text NOT NULL REFERENCES memberships (id),
    access        text NOT NULL CHECK (access IN ('none', 'confirming', 'trial', 'active', 'grace', 'ended')),
    status        text NOT NULL,
    plan          text NOT NULL,
    until         text,          -- until when, as it stood then
    cause         text NOT NULL, -- in a word or two: joined, renewed, payment_failed, cancelled …
    number        integer NOT NULL DEFAULT 0, -- what was found out at one moment has an order as well
    at            text NOT NULL
);
CREATE INDEX membership_changes_membership ON membership_changes (membership_id, at);
CREATE TRIGGER membership_changes_are_history BEFORE UPDATE ON membership_changes
BEGIN SELECT RAISE(ABORT, 'membership_changes is written once and never changed'); END;
CREATE TRIGGER membership_changes_are_history_too BEFORE DELETE ON membership_changes
BEGIN SELECT RAISE(ABORT, 'membership_changes is written once and never changed'); END;

CREATE TABLE membership_invoices (
    id                text PRIMARY KEY,
    membership_id     text NOT NULL REFERENCES memberships (id),
    stripe_invoice_id text NOT NULL UNIQUE,
    number            text, -- Stripe's, from finalisation on
    state             text NOT NULL CHECK (state IN ('draft', 'open', 'paid', 'uncollectible', 'void')),
    billing_reason    text NOT NULL,
    currency          text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    subtotal_minor    integer NOT NULL, -- of a proration it may be negative
    discount_minor    integer NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    tax_minor         integer NOT NULL DEFAULT 0,
    total_minor       integer NOT NULL,
    paid_minor        integer NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    period_starts_at  text NOT NULL, -- of what it asks for
    period_ends_at    text NOT NULL,
    withdrawn         text CHECK (withdrawn IN ('refunded', 'disputed')), -- pays for nothing any more
    page_url          text, -- Stripe's page, where an open one can be paid
    pdf_url           text,
    created_at        text NOT NULL,
    paid_at           text
);
CREATE INDEX membership_invoices_membership ON membership_invoices (membership_id, created_at);

-- Payments ----------------------------------------------------------------------------------------------------------

-- A payment is an order's or an invoice's. Refunds hang on payments, so both are made anew.
CREATE TABLE payments_of_0004 (
    id                       text PRIMARY KEY,
    order_id                 text REFERENCES orders (id),
    attempt_id               text REFERENCES payment_attempts (id),
    invoice_id               text REFERENCES membership_invoices (id),
    role                     text NOT NULL CHECK (role IN ('order', 'invoice', 'held')), -- held: money that nothing must take
    stripe_payment_intent_id text NOT NULL UNIQUE,                                       -- a payment is booked once
    stripe_charge_id         text UNIQUE,
    currency                 text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor             integer NOT NULL CHECK (amount_minor > 0),
    fee_minor                integer, -- null until Stripe has told it
    card_brand               text,
    card_last4               text,
    receipt_url              text,
    paid_at                  text NOT NULL,
    method                   text, -- Stripe's word: card, sepa_debit, …
    CHECK ((order_id IS NULL) = (attempt_id IS NULL) AND (order_id IS NULL) <> (invoice_id IS NULL))
);
INSERT INTO payments_of_0004 (id, order_id, attempt_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor, fee_minor,
                              card_brand, card_last4, receipt_url, paid_at, method)
SELECT id, order_id, attempt_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor, fee_minor,
       card_brand, card_last4, receipt_url, paid_at, method
FROM payments;
CREATE TABLE refunds_of_0004 (
    id               text PRIMARY KEY,
    payment_id       text NOT NULL REFERENCES payments_of_0004 (id),
    stripe_refund_id text UNIQUE,          -- null until Stripe has answered
    idempotency_key  text UNIQUE,          -- null: made in Stripe's own dashboard
    state            text NOT NULL CHECK (state IN ('requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
    currency         text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor     integer NOT NULL CHECK (amount_minor > 0),
    reason           text,
    created_at       text NOT NULL,
    CHECK (stripe_refund_id IS NOT NULL OR idempotency_key IS NOT NULL)
);
INSERT INTO refunds_of_0004 SELECT id, payment_id, stripe_refund_id, idempotency_key, state, currency, amount_minor, reason, created_at FROM refunds;
DROP TABLE refunds;
DROP TABLE payments;
ALTER TABLE payments_of_0004 RENAME TO payments;
ALTER TABLE refunds_of_0004 RENAME TO refunds;
CREATE INDEX refunds_payment ON refunds (payment_id);
-- Every paid order has exactly one payment.
CREATE UNIQUE INDEX payments_one_per_order ON payments (order_id) WHERE role = 'order';
CREATE INDEX payments_order ON payments (order_id);
CREATE INDEX payments_invoice ON payments (invoice_id) WHERE invoice_id IS NOT NULL;

-- The books of invoices are the same books.
CREATE TABLE ledger_of_0004 (
    id           text PRIMARY KEY,
    source       text NOT NULL, -- what caused it: payment:pi_…, fee:pi_…, refund:re_…, refund-failed:re_…
    debit        text NOT NULL,
    credit       text NOT NULL CHECK (credit <> debit),
    currency     text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor integer NOT NULL CHECK (amount_minor > 0),
    order_id     text REFERENCES orders (id),
    invoice_id   text REFERENCES membership_invoices (id),
    at           text NOT NULL,
    UNIQUE (source, debit, credit), -- each cause is booked once
    CHECK ((order_id IS NULL) <> (invoice_id IS NULL))
);
INSERT INTO ledger_of_0004 (id, source, debit, credit, currency, amount_minor, order_id, at)
SELECT id, source, debit, credit, currency, amount_minor, order_id, at FROM ledger;
DROP TABLE ledger;
ALTER TABLE ledger_of_0004 RENAME TO ledger;
CREATE INDEX ledger_order ON ledger (order_id);
CREATE INDEX ledger_invoice ON ledger (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE TRIGGER ledger_is_history BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is written once and never changed'); END;
CREATE TRIGGER ledger_is_history_too BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is written once and never changed'); END;
