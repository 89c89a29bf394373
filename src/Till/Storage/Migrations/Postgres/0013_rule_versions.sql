-- How often each was changed: a form carries the number that it was shown with, so that of two who edit one the second is told.
ALTER TABLE discount_codes ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE delivery_zones ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE tax_rates ADD COLUMN version integer NOT NULL DEFAULT 1;
