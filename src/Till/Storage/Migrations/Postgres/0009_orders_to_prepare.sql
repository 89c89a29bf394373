-- Set when the payment comes, if something goes by post, and taken away when somebody begins to prepare it or it leaves. Every page of
-- the back office says how many there are, which must not cost a look at all orders that were ever paid.
ALTER TABLE orders ADD COLUMN awaits_post boolean NOT NULL DEFAULT false;
UPDATE orders SET awaits_post = true
WHERE state = 'paid' AND preparing_at IS NULL
  AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.delivered)
  AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = orders.id);
CREATE INDEX orders_awaiting_post ON orders (number) WHERE awaits_post;
-- An order's page tells which mails were sent again: they are found by how their subjects begin.
CREATE INDEX outbox_subject ON outbox (subject COLLATE "C");
