-- Who did what in the back office or at the command line, and what was before: written with the change itself.
CREATE TABLE audit (
    id         uuid PRIMARY KEY,
    account_id uuid, -- null: the command line. No foreign key: people go, what they did stays
    actor      text NOT NULL,
    action     text NOT NULL, -- order.prepared, order.shipped, order.refunded, attention.resolved …
    subject    text NOT NULL, -- order:{id}, attention:{id} …
    detail     text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, at);
CREATE INDEX audit_at ON audit (at);
CREATE TRIGGER audit_is_history BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- For those who work in the shop; buyers never see them.
CREATE TABLE order_notes (
    id       uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders (id),
    actor    text NOT NULL,
    text     text NOT NULL CHECK (text <> ''),
    at       timestamptz NOT NULL
);
CREATE INDEX order_notes_order ON order_notes (order_id, at);

CREATE INDEX attention_open ON attention (created_at) WHERE resolved_at IS NULL;

-- An order's page tells which events were about it.
CREATE INDEX inbox_object ON inbox (object_id);
-- Found by the beginning of a name, however it is written.
CREATE INDEX orders_name ON orders (lower(name) COLLATE "C") WHERE state = 'paid';
CREATE INDEX orders_paid_at ON orders (paid_at) WHERE state = 'paid';
CREATE INDEX orders_paid_email ON orders (email_key COLLATE "C") WHERE state = 'paid';
