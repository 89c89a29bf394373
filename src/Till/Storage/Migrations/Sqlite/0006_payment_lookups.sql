-- By what a settlement looks for a payment. Without them each one reads all the payments that the shop ever took.
CREATE INDEX payments_attempt ON payments (attempt_id);
