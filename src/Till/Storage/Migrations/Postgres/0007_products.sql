-- How often a product's own text was changed: a form carries the number that it was shown with, so that of two people who edit
-- one product the second is told.
ALTER TABLE products ADD COLUMN version integer NOT NULL DEFAULT 1;
-- Removed: off the shelves for good, unless it is put back. The row stays, for what was sold is still downloaded and renewed.
ALTER TABLE products ADD COLUMN removed_at timestamptz;
-- So few are left that it is time to get more.
ALTER TABLE variants ADD COLUMN low_stock integer NOT NULL DEFAULT 5 CHECK (low_stock >= 0);

-- Addresses that a product had before, which still lead to it.
CREATE TABLE former_slugs (
    slug       text PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    until_at   timestamptz NOT NULL
);
CREATE INDEX former_slugs_product ON former_slugs (product_id);

-- What the owner did to the stock, and why; what was sold stands in stock_holds.
CREATE TABLE stock_movements (
    id         uuid PRIMARY KEY,
    product_id uuid NOT NULL, -- no foreign keys: sizes and products go, what was done to them stays
    variant_id uuid NOT NULL,
    size       text NOT NULL,
    reason     text NOT NULL CHECK (reason IN ('opening', 'received', 'returned', 'damaged', 'lost', 'given', 'counted', 'uncounted')),
    before     integer,       -- null: unlimited
    after      integer CHECK (after >= 0),
    note       text NOT NULL DEFAULT '',
    actor      text NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX stock_movements_product ON stock_movements (product_id, at);
CREATE TRIGGER stock_movements_are_history BEFORE UPDATE OR DELETE ON stock_movements FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What was sold of a size, and whether anybody is paying for one now.
CREATE INDEX stock_holds_variant ON stock_holds (variant_id, attempt_id);

-- The back office's list, newest change first, by each of its filters, and found by beginnings.
CREATE INDEX products_changed ON products (updated_at DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX products_changed_kind ON products (kind, updated_at DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX products_shown ON products (updated_at DESC, id DESC) WHERE removed_at IS NULL AND published;
CREATE INDEX products_hidden ON products (updated_at DESC, id DESC) WHERE removed_at IS NULL AND NOT published;
CREATE INDEX products_removed ON products (updated_at DESC, id DESC) WHERE removed_at IS NOT NULL;
CREATE INDEX products_title ON products (lower(title) COLLATE "C");
CREATE INDEX products_maker ON products (lower(maker) COLLATE "C");
CREATE INDEX variants_sku ON variants (lower(sku) COLLATE "C");
CREATE INDEX variants_low ON variants (product_id) WHERE stock <= low_stock;
