-- Plans -------------------------------------------------------------------------------------------------------------

-- What a membership gives. What it costs by month and by year are prices of its product's one variant.
CREATE TABLE plans (
    product_id        uuid PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
    position          integer NOT NULL,
    trial_days        integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 730), -- 730 is Stripe's own limit
    badge             text CHECK (badge <> ''),
    opens_member_only boolean NOT NULL DEFAULT true, -- products and downloads that are for members only
    member_prices     boolean NOT NULL DEFAULT true,
    benefits          text NOT NULL DEFAULT ''    -- in words for the comparison, one a line
);

-- What members pay instead of the price; history, as prices are.
CREATE TABLE member_prices (
    id           uuid PRIMARY KEY,
    variant_id   uuid NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    currency     text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor bigint CHECK (amount_minor >= 0), -- null: from then on they pay what all pay
    from_at      timestamptz NOT NULL,
    UNIQUE (variant_id, currency, from_at)
);
CREATE TRIGGER member_prices_are_history BEFORE UPDATE ON member_prices FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Lists show it beside the price, and are written anew when it begins.
ALTER TABLE listings ADD COLUMN member_text text; -- null: members pay what all pay
CREATE INDEX listings_member_only ON listings (created_at DESC, number DESC) WHERE member_only;
CREATE TRIGGER member_prices_listed AFTER INSERT OR DELETE ON member_prices FOR EACH ROW EXECUTE FUNCTION price_is_due();

-- Plans and their prices as Stripe knows them, made there when first needed.
CREATE TABLE stripe_products (
    product_id        uuid PRIMARY KEY, -- no foreign key: what was sold is still renewed after its product went
    stripe_product_id text NOT NULL UNIQUE
);
CREATE TABLE stripe_prices (
    price_id        uuid PRIMARY KEY,
    stripe_price_id text NOT NULL UNIQUE,
    product_id      uuid NOT NULL
);

-- Memberships -------------------------------------------------------------------------------------------------------

-- Customers that Stripe made for the account and that were deleted there: the next one needs a key of its own.
ALTER TABLE accounts ADD COLUMN stripe_customers_lost integer NOT NULL DEFAULT 0;

-- Written before Stripe is called, as payment_attempts are: one Checkout session each.
CREATE TABLE join_attempts (
    id                     uuid PRIMARY KEY,
    account_id             uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    number                 integer NOT NULL CHECK (number > 0),
    state                  text NOT NULL CHECK (state IN ('creating', 'open', 'succeeded', 'closed')),
    idempotency_key        text NOT NULL UNIQUE,
    request                text NOT NULL, -- what Stripe was asked, so that a lost reply is asked for again in the same words
    price_id               uuid NOT NULL, -- of the plan and interval that were chosen
    stripe_session_id      text UNIQUE,
    stripe_subscription_id text UNIQUE,
    session_url            text,
    expires_at             timestamptz NOT NULL,
    created_at             timestamptz NOT NULL,
    settled_at             timestamptz,
    UNIQUE (account_id, number)
);
-- Two clicks, tabs or processes share one session.
CREATE UNIQUE INDEX join_attempts_one_live ON join_attempts (account_id) WHERE state IN ('creating', 'open');
CREATE INDEX join_attempts_live ON join_attempts (created_at) WHERE state IN ('creating', 'open');

-- The shop's own record of one subscription at Stripe: who may what until when. Pages read this and never ask Stripe.
CREATE TABLE memberships (
    id                     uuid PRIMARY KEY,
    account_id             uuid REFERENCES accounts (id) ON DELETE SET NULL, -- null: the account was erased
    stripe_subscription_id text NOT NULL UNIQUE,
    stripe_customer_id     text NOT NULL,
    role                   text NOT NULL CHECK (role IN ('member', 'surplus')), -- surplus: a second one, cancelled and given back
    status                 text NOT NULL, -- Stripe's word
    product_id             uuid NOT NULL, -- the plan; no foreign key: products go, memberships stay
    plan                   text NOT NULL, -- its title, as joined or switched to
    interval               text NOT NULL CHECK (interval IN ('month', 'year')),
    currency               text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor           bigint NOT NULL CHECK (amount_minor >= 0), -- of the next renewal, before discount and tax
    paid_through           timestamptz, -- the end of the last period that was paid for, or is free; null: nothing was yet
    trial_ends_at          timestamptz,
    period_ends_at         timestamptz,
    cancel_at              timestamptz, -- ends then, if nothing changes
    past_due_since         timestamptz,
    ended_at               timestamptz,
    card_brand             text,
    card_last4             text,
    card_expires           text, -- as 2027-04
    joined_at              timestamptz NOT NULL,
    checked_at             timestamptz NOT NULL, -- when Stripe was asked last
    readings               integer NOT NULL DEFAULT 0, -- counts what was written: a reading that was begun before the last one is taken anew
    created_at             timestamptz NOT NULL
);
-- One living subscription for each member, whatever is clicked where and however often.
CREATE UNIQUE INDEX memberships_one_living ON memberships (account_id)
    WHERE role = 'member' AND status NOT IN ('canceled', 'incomplete_expired');
CREATE INDEX memberships_account ON memberships (account_id, created_at);
CREATE INDEX memberships_customer ON memberships (stripe_customer_id);

-- Each change of what a member may, dated and with its cause: never changed, never deleted.
CREATE TABLE membership_changes (
    id            uuid PRIMARY KEY,
    membership_id uuid NOT NULL REFERENCES memberships (id),
    access        text NOT NULL CHECK (access IN ('none', 'confirming', 'trial', 'active', 'grace', 'ended')),
    status        text NOT NULL,
    plan          text NOT NULL,
    until         timestamptz,          -- until when, as it stood then
    cause         text NOT NULL, -- in a word or two: joined, renewed, payment_failed, cancelled …
    number        integer NOT NULL DEFAULT 0, -- what was found out at one moment has an order as well
    at            timestamptz NOT NULL
);
CREATE INDEX membership_changes_membership ON membership_changes (membership_id, at);
CREATE TRIGGER membership_changes_are_history BEFORE UPDATE OR DELETE ON membership_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE membership_invoices (
    id                uuid PRIMARY KEY,
    membership_id     uuid NOT NULL REFERENCES memberships (id),
    stripe_invoice_id text NOT NULL UNIQUE,
    number            text, -- Stripe's, from finalisation on
    state             text NOT NULL CHECK (state IN ('draft', 'open', 'paid', 'uncollectible', 'void')),
    billing_reason    text NOT NULL,
    currency          text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    subtotal_minor    bigint NOT NULL, -- of a proration it may be negative
    discount_minor    bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    tax_minor         bigint NOT NULL DEFAULT 0,
    total_minor       bigint NOT NULL,
    paid_minor        bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
    period_starts_at  timestamptz NOT NULL, -- of what it asks for
    period_ends_at    timestamptz NOT NULL,
    withdrawn         text CHECK (withdrawn IN ('refunded', 'disputed')), -- pays for nothing any more
    page_url          text, -- Stripe's page, where an open one can be paid
    pdf_url           text,
    created_at        timestamptz NOT NULL,
    paid_at           timestamptz
);
CREATE INDEX membership_invoices_membership ON membership_invoices (membership_id, created_at);

-- Payments ----------------------------------------------------------------------------------------------------------

-- A payment is an order's or an invoice's.
ALTER TABLE payments ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE payments ALTER COLUMN attempt_id DROP NOT NULL;
ALTER TABLE payments ADD COLUMN invoice_id uuid REFERENCES membership_invoices (id);
ALTER TABLE payments DROP CONSTRAINT payments_role_check;
ALTER TABLE payments ADD CONSTRAINT payments_role_check CHECK (role IN ('order', 'invoice', 'held')); -- held: money that nothing must take
ALTER TABLE payments ADD CONSTRAINT payments_of_one CHECK ((order_id IS NULL) = (attempt_id IS NULL) AND (order_id IS NULL) <> (invoice_id IS NULL));
CREATE INDEX payments_order ON payments (order_id);
CREATE INDEX payments_invoice ON payments (invoice_id) WHERE invoice_id IS NOT NULL;

-- The books of invoices are the same books.
ALTER TABLE ledger ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE ledger ADD COLUMN invoice_id uuid REFERENCES membership_invoices (id);
ALTER TABLE ledger ADD CONSTRAINT ledger_of_one CHECK ((order_id IS NULL) <> (invoice_id IS NULL));
CREATE INDEX ledger_invoice ON ledger (invoice_id) WHERE invoice_id IS NOT NULL;
