-- What Stripe paid out to the shop's bank account, as Stripe last said.
CREATE TABLE payouts (
    id               text PRIMARY KEY,
    stripe_payout_id text NOT NULL UNIQUE,
    status           text NOT NULL,    -- Stripe's word
    automatic        integer NOT NULL, -- of others Stripe does not say what they are made of
    currency         text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor     integer NOT NULL, -- below zero where Stripe took money from the bank account
    failure          text,             -- what the bank said where it sent it back
    created_at       text NOT NULL,
    arrives_at       text NOT NULL,
    read_at          text,             -- when its bookings were read, to the last one
    bookings         integer NOT NULL DEFAULT 0, -- but for its own
    gross_minor      integer NOT NULL DEFAULT 0, -- of them together
    fee_minor        integer NOT NULL DEFAULT 0,
    net_minor        integer NOT NULL DEFAULT 0,
    loose            integer NOT NULL DEFAULT 0, -- how many of them do not tie with the books
    loose_minor      integer NOT NULL DEFAULT 0  -- and what they come to
);
CREATE INDEX payouts_created ON payouts (created_at DESC, id DESC);

-- Stripe's balance transactions that a payout is made of, and what the ledger says of each.
CREATE TABLE payout_bookings (
    id                    text PRIMARY KEY,
    payout_id             text NOT NULL REFERENCES payouts (id),
    stripe_transaction_id text NOT NULL UNIQUE, -- what was paid out was paid out once
    type                  text NOT NULL,        -- Stripe's word
    source                text,                 -- the charge, refund, dispute or payout that it comes from
    description           text NOT NULL,
    currency              text NOT NULL,
    gross_minor           integer NOT NULL,
    fee_minor             integer NOT NULL,
    net_minor             integer NOT NULL CHECK (net_minor = gross_minor - fee_minor),
    at                    text NOT NULL,
    payment_id            text REFERENCES payments (id), -- null: of no payment that the shop knows
    booked_minor          integer,                       -- what the ledger has for it; null: nothing
    tie                   text NOT NULL DEFAULT 'unknown'
                          CHECK (tie IN ('tied', 'own', 'differs', 'unknown')) -- own: Stripe's own, which belongs to no sale
);
CREATE INDEX payout_bookings_payout ON payout_bookings (payout_id, at, id);
CREATE INDEX payout_bookings_loose ON payout_bookings (payout_id, at, id) WHERE tie IN ('differs', 'unknown');

-- Categories -------------------------------------------------------------------------------------------------------
-- Hidden: its products stay in it, and nobody is shown it.
ALTER TABLE categories ADD COLUMN hidden integer NOT NULL DEFAULT 0;
ALTER TABLE categories ADD COLUMN version integer NOT NULL DEFAULT 1; -- counts changes, so that of two who edit one the second is told

-- Addresses that a category had before, which still lead to it.
CREATE TABLE former_category_slugs (
    slug        text PRIMARY KEY,
    category_id text NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    until_at    text NOT NULL
);
CREATE INDEX former_category_slugs_category ON former_category_slugs (category_id);

-- Back-orders ------------------------------------------------------------------------------------------------------
-- Sold on when there are none left, and sent when there are some again.
ALTER TABLE products ADD COLUMN back_order integer NOT NULL DEFAULT 0;
-- How many of what was taken were not on the shelf, and are still to come.
ALTER TABLE stock_holds ADD COLUMN short integer NOT NULL DEFAULT 0 CHECK (short BETWEEN 0 AND quantity);
CREATE INDEX stock_holds_owed ON stock_holds (variant_id) WHERE state = 'short' OR short > 0;

-- Arrival ----------------------------------------------------------------------------------------------------------
-- Since when what has left counts as arrived.
ALTER TABLE orders ADD COLUMN completed_at text;
CREATE INDEX orders_on_their_way ON orders (shipped_at) WHERE shipped_at IS NOT NULL AND completed_at IS NULL;
