-- Set when the payment comes, if something goes by post, and taken away when somebody begins to prepare it or it leaves. Every page of
-- the back office says how many there are, which must not cost a look at all orders that were ever paid.
ALTER TABLE orders ADD COLUMN awaits_post integer NOT NULL DEFAULT 0;
UPDATE orders SET awaits_post = 1
WHERE state = 'paid' AND preparing_at IS NULL
  AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.delivered)
  AND NOT EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = orders.id);
CREATE INDEX orders_awaiting_post ON orders (number) WHERE awaits_post;
