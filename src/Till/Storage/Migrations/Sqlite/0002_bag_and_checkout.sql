-- Bags --------------------------------------------------------------------------------------------------------------

-- A bag belongs to a browser (by the random key in its cookie), or to an account on whatever device. One that names a
-- variant holds that alone: it is what a Buy button makes, and leaves the other as it is. The version counts what was bought
-- or changed, so that two tabs of one bag share one draft.
CREATE TABLE bags_of_0002 (
    id          text PRIMARY KEY,
    visitor_key text NOT NULL,
    account_id  text REFERENCES accounts (id) ON DELETE CASCADE,
    variant_id  text REFERENCES variants (id) ON DELETE CASCADE,
    version     integer NOT NULL DEFAULT 1,
    code        text, -- the discount code, as typed
    created_at  text NOT NULL,
    changed_at  text NOT NULL
);
INSERT INTO bags_of_0002 (id, visitor_key, variant_id, version, created_at, changed_at)
SELECT id, visitor_key, variant_id, version, created_at, created_at FROM bags;
DROP TABLE bags;
ALTER TABLE bags_of_0002 RENAME TO bags;
CREATE UNIQUE INDEX bags_of_visitor ON bags (visitor_key) WHERE variant_id IS NULL AND account_id IS NULL;
CREATE UNIQUE INDEX bags_of_account ON bags (account_id) WHERE variant_id IS NULL AND account_id IS NOT NULL;
CREATE UNIQUE INDEX bags_alone ON bags (visitor_key, variant_id) WHERE variant_id IS NOT NULL;
CREATE INDEX bags_changed ON bags (changed_at);

-- Title and price as the buyer saw them last, so that what has changed since can be said.
CREATE TABLE bag_lines (
    bag_id     text NOT NULL REFERENCES bags (id) ON DELETE CASCADE,
    variant_id text NOT NULL, -- no foreign key: what has vanished is said, and not hidden
    quantity   integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    title      text NOT NULL,
    unit_minor integer NOT NULL CHECK (unit_minor >= 0),
    added_at   text NOT NULL,
    PRIMARY KEY (bag_id, variant_id)
);
INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at)
SELECT b.id, b.variant_id, 1, p.title, 0, b.created_at
FROM bags b JOIN variants v ON v.id = b.variant_id JOIN products p ON p.id = v.product_id;

-- Delivery, tax, discounts ------------------------------------------------------------------------------------------

-- Where the shop delivers to and for how much, in the shop's currency. With no row at all, the shop delivers everywhere by
-- the rule that it comes with.
CREATE TABLE delivery_zones (
    id              text PRIMARY KEY,
    name            text NOT NULL UNIQUE CHECK (name <> ''),
    countries       text NOT NULL, -- ISO codes parted by spaces; * is everywhere else
    flat_minor      integer NOT NULL DEFAULT 0 CHECK (flat_minor >= 0),
    basis_points    integer NOT NULL DEFAULT 0 CHECK (basis_points BETWEEN 0 AND 10000), -- of the goods' price after discount
    free_from_minor integer CHECK (free_from_minor >= 0),                                -- null: never free
    position        integer NOT NULL
);

CREATE TABLE tax_rates (
    id           text PRIMARY KEY,
    country      text NOT NULL CHECK (country = '*' OR (length(country) = 2 AND country = upper(country))),
    class        text NOT NULL CHECK (class <> ''), -- of products; * is every class that the country has no rate of its own for
    name         text NOT NULL,                     -- as the receipt calls it: VAT, sales tax
    basis_points integer NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    UNIQUE (country, class)
);
-- Null: by the product's kind.
ALTER TABLE products ADD COLUMN tax_class text;

CREATE TABLE discount_codes (
    id               text PRIMARY KEY,
    code             text NOT NULL,
    code_key         text NOT NULL UNIQUE CHECK (code_key = upper(code_key) AND code_key <> ''), -- typed in any case
    kind             text NOT NULL CHECK (kind IN ('percent', 'amount', 'free_delivery')),
    basis_points     integer CHECK (basis_points BETWEEN 1 AND 10000),
    amount_minor     integer CHECK (amount_minor > 0),
    currency         text CHECK (currency = lower(currency) AND length(currency) = 3),
    minimum_minor    integer NOT NULL DEFAULT 0 CHECK (minimum_minor >= 0),
    first_order_only integer NOT NULL DEFAULT 0,
    starts_at        text,
    ends_at          text,
    limit_total      integer CHECK (limit_total > 0),
    limit_per_person integer CHECK (limit_per_person > 0),
    used             integer NOT NULL DEFAULT 0 CHECK (used >= 0), -- by payments, and by attempts that can still be paid
    created_at       text NOT NULL,
    CHECK ((kind = 'percent') = (basis_points IS NOT NULL)),
    CHECK ((kind = 'amount') = (amount_minor IS NOT NULL) AND (kind = 'amount') = (currency IS NOT NULL))
);

-- Accounts ----------------------------------------------------------------------------------------------------------

CREATE TABLE addresses (
    id         text PRIMARY KEY,
    account_id text NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name       text NOT NULL,
    phone      text,
    street1    text NOT NULL,
    street2    text,
    town       text NOT NULL,
    county     text,
    postcode   text,
    country    text NOT NULL CHECK (length(country) = 2 AND country = upper(country)),
    is_default integer NOT NULL DEFAULT 0,
    created_at text NOT NULL
);
CREATE INDEX addresses_account ON addresses (account_id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (account_id) WHERE is_default;

-- Orders ------------------------------------------------------------------------------------------------------------

-- Where it goes, null for what is only downloaded; blank fields are null.
ALTER TABLE orders ADD COLUMN phone text;
ALTER TABLE orders ADD COLUMN street1 text;
ALTER TABLE orders ADD COLUMN street2 text;
ALTER TABLE orders ADD COLUMN town text;
ALTER TABLE orders ADD COLUMN county text;
ALTER TABLE orders ADD COLUMN postcode text;
ALTER TABLE orders ADD COLUMN country text;
ALTER TABLE orders ADD COLUMN delivery_zone text;
ALTER TABLE orders ADD COLUMN fingerprint text; -- of what the buyer was shown and agreed to pay
-- Tax that the prices contain; tax_minor is what comes on top of them.
ALTER TABLE orders ADD COLUMN tax_included_minor integer NOT NULL DEFAULT 0 CHECK (tax_included_minor >= 0);
ALTER TABLE orders ADD COLUMN discount_code_id text;
ALTER TABLE orders ADD COLUMN save_details integer NOT NULL DEFAULT 0; -- the buyer asked to keep them in the account
ALTER TABLE orders ADD COLUMN preparing_at text;
ALTER TABLE orders ADD COLUMN erased_at text; -- the buyer's name and address were taken out, the books stay

ALTER TABLE order_lines ADD COLUMN slug text;
ALTER TABLE order_lines ADD COLUMN delivered integer NOT NULL DEFAULT 0; -- goes by post
ALTER TABLE order_lines ADD COLUMN discount_minor integer NOT NULL DEFAULT 0 CHECK (discount_minor >= 0); -- this line's share
ALTER TABLE order_lines ADD COLUMN tax_minor integer NOT NULL DEFAULT 0 CHECK (tax_minor >= 0);           -- on top
ALTER TABLE order_lines ADD COLUMN tax_included_minor integer NOT NULL DEFAULT 0 CHECK (tax_included_minor >= 0);

-- The tax of an order by rate, delivery's among it: what the invoice shows and the tax office asks for.
CREATE TABLE order_taxes (
    order_id     text NOT NULL REFERENCES orders (id),
    position     integer NOT NULL,
    name         text NOT NULL,
    basis_points integer NOT NULL,
    included     integer NOT NULL,
    base_minor   integer NOT NULL, -- without the tax
    tax_minor    integer NOT NULL,
    PRIMARY KEY (order_id, position)
);

CREATE TABLE shipments (
    id         text PRIMARY KEY,
    order_id   text NOT NULL REFERENCES orders (id),
    carrier    text,
    tracking   text,
    shipped_at text NOT NULL
);
CREATE INDEX shipments_order ON shipments (order_id);

-- Payments ----------------------------------------------------------------------------------------------------------

-- A session is paid on Stripe's page, an intent on the shop's own; where a discount leaves nothing to pay, Stripe is not asked.
ALTER TABLE payment_attempts ADD COLUMN kind text NOT NULL DEFAULT 'session' CHECK (kind IN ('session', 'intent', 'free'));
ALTER TABLE payment_attempts ADD COLUMN remote text; -- whence it was asked for, as a keyed hash: to slow down who tries stolen cards
CREATE INDEX payment_attempts_unpaid ON payment_attempts (remote, created_at) WHERE state <> 'succeeded';
ALTER TABLE payments ADD COLUMN method text; -- Stripe's word: card, sepa_debit, …
-- How often the cards of one payment were declined is asked before another try is let through.
CREATE INDEX inbox_declines ON inbox (object_id) WHERE type = 'payment_intent.payment_failed';

-- Stock that an attempt has taken from the shelf. Held while it can be paid, sold by the payment, returned when it ends unpaid;
-- short is what a late payment bought after the shelf was empty.
CREATE TABLE stock_holds (
    attempt_id text NOT NULL REFERENCES payment_attempts (id),
    variant_id text NOT NULL,
    quantity   integer NOT NULL CHECK (quantity > 0),
    state      text NOT NULL CHECK (state IN ('held', 'sold', 'returned', 'short')),
    PRIMARY KEY (attempt_id, variant_id)
);

-- The use of a discount code by an attempt, in the same states: taken when it can be paid, so that no limit is passed however
-- many pay at once.
CREATE TABLE discount_uses (
    attempt_id text PRIMARY KEY REFERENCES payment_attempts (id),
    code_id    text NOT NULL REFERENCES discount_codes (id),
    person     text NOT NULL, -- the buyer's e-mail in one case
    state      text NOT NULL CHECK (state IN ('held', 'redeemed', 'returned'))
);
CREATE INDEX discount_uses_person ON discount_uses (code_id, person);
