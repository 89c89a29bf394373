-- Refunds by line --------------------------------------------------------------------------------------------------

-- Of the refund's amount, what is delivery with its tax; the lines have the rest, or nobody has said.
ALTER TABLE refunds ADD COLUMN delivery_minor bigint NOT NULL DEFAULT 0 CHECK (delivery_minor >= 0);
-- What becomes of the downloads, where somebody chose; null: they close when all of the payment has gone back.
ALTER TABLE refunds ADD COLUMN access text CHECK (access IN ('close', 'keep'));
-- The order was called off with it, and is open again if it fails.
ALTER TABLE refunds ADD COLUMN cancels boolean NOT NULL DEFAULT false;

-- What a refund is for. Of refunds that failed it stays on record, and counts no more.
CREATE TABLE refund_lines (
    refund_id    uuid NOT NULL REFERENCES refunds (id),
    order_id     uuid NOT NULL,
    position     integer NOT NULL,
    quantity     integer NOT NULL CHECK (quantity > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0), -- this line's share, with discount and tax
    unsent       integer NOT NULL DEFAULT 0 CHECK (unsent BETWEEN 0 AND quantity),    -- pieces that had not left, and now never will
    restocked    integer NOT NULL DEFAULT 0 CHECK (restocked BETWEEN 0 AND quantity), -- pieces that went back to the shelf
    PRIMARY KEY (refund_id, position),
    FOREIGN KEY (order_id, position) REFERENCES order_lines (order_id, position)
);
CREATE INDEX refund_lines_order ON refund_lines (order_id, position);

-- Parcels ----------------------------------------------------------------------------------------------------------

CREATE TABLE shipment_lines (
    shipment_id uuid NOT NULL REFERENCES shipments (id),
    order_id    uuid NOT NULL,
    position    integer NOT NULL,
    quantity    integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, position),
    FOREIGN KEY (order_id, position) REFERENCES order_lines (order_id, position)
);
CREATE INDEX shipment_lines_order ON shipment_lines (order_id, position);
-- Until now an order left whole.
INSERT INTO shipment_lines (shipment_id, order_id, position, quantity)
SELECT s.id, l.order_id, l.position, l.quantity FROM shipments s JOIN order_lines l ON l.order_id = s.order_id WHERE l.delivered;

-- Set while all that is to go has gone.
ALTER TABLE orders ADD COLUMN shipped_at timestamptz;
UPDATE orders SET shipped_at = (SELECT MAX(s.shipped_at) FROM shipments s WHERE s.order_id = orders.id)
WHERE EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = orders.id);
-- Called off before anything was sent, with all of the payment given back.
ALTER TABLE orders ADD COLUMN cancelled_at timestamptz;
-- For where the tax was reckoned, of an order that goes elsewhere now; null: it goes there.
ALTER TABLE orders ADD COLUMN tax_country text;

-- Orders by link ---------------------------------------------------------------------------------------------------

-- Made in the back office for a buyer who pays by a link, until then; null: the buyer's own.
ALTER TABLE orders ADD COLUMN pay_until timestamptz;
CREATE INDEX orders_by_link ON orders (created_at) WHERE pay_until IS NOT NULL;

-- Disputes ---------------------------------------------------------------------------------------------------------

-- What the shop answers to a dispute: written here first, sent once.
CREATE TABLE dispute_answers (
    dispute_id   uuid PRIMARY KEY REFERENCES disputes (id),
    evidence     text NOT NULL, -- JSON, by Stripe's names of the fields
    saved_by     text NOT NULL,
    saved_at     timestamptz NOT NULL,
    submitted_at timestamptz,        -- decided; Stripe is asked until it has said yes or no
    refused      text           -- what Stripe said where it did not take the answer
);
