-- What buyers ask back by their banks, of orders and of memberships, as Stripe last said. The money that moved is in the ledger.
CREATE TABLE disputes (
    id                text PRIMARY KEY,
    payment_id        text NOT NULL REFERENCES payments (id),
    stripe_dispute_id text NOT NULL UNIQUE,
    status            text NOT NULL, -- Stripe's word; those that begin with warning_ are inquiries, for which nothing was taken
    reason            text,
    currency          text NOT NULL CHECK (currency = lower(currency) AND length(currency) = 3),
    amount_minor      integer NOT NULL CHECK (amount_minor >= 0),
    answer_by         text, -- the bank takes no answer later; null: it asks for none
    created_at        text NOT NULL,
    closed_at         text
);
CREATE INDEX disputes_payment ON disputes (payment_id);
CREATE INDEX disputes_open ON disputes (created_at) WHERE closed_at IS NULL;
