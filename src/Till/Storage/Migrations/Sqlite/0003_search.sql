-- What lists and searches read: each published product in one row, as its card shows it now. Written from the tables of the
-- catalogue by Till.Catalogue.Listings, so that a list costs the same whatever the size of the shop.
CREATE TABLE listings (
    number         integer PRIMARY KEY,
    product_id     text NOT NULL UNIQUE, -- no foreign key: a product that went is taken out of the counts as well
    kind           text NOT NULL,
    slug           text NOT NULL,
    title          text NOT NULL,
    maker          text NOT NULL,
    year           integer,
    tracks         integer NOT NULL,
    member_only    integer NOT NULL,
    sold_out       integer NOT NULL,
    price_text     text,                 -- null: not for sale
    buy_variant_id text,                 -- what one click buys; null when that needs a choice, or can't be
    buy_minor      integer,
    picture_url    text,
    picture_width  integer,
    picture_height integer,
    picture_alt    text,
    places         text NOT NULL,        -- where it stands in listing_places, parted by spaces
    sizes          text NOT NULL,        -- that can be had, as ,S,M,
    text_hash      text NOT NULL,        -- of the words it is found by
    created_at     text NOT NULL,
    updated_at     text NOT NULL
);
CREATE INDEX listings_created ON listings (created_at);
CREATE INDEX listings_kind ON listings (kind, slug);

-- A place is what one can look through: everything (*), a kind (album), a category (/shirts). A product's sorting and
-- filtering values stand in each of its places, in the order of each sort.
CREATE TABLE listing_places (
    place         text NOT NULL,
    number        integer NOT NULL,
    kind          text NOT NULL,
    price_minor   integer,
    rating_tenths integer NOT NULL, -- 0: none
    new_key       integer NOT NULL, -- an album's year, else when it came into the shop
    title_key     text NOT NULL,
    category_key  text NOT NULL,
    sold_out      integer NOT NULL,
    sizes         text NOT NULL,
    PRIMARY KEY (place, number)
) WITHOUT ROWID;
CREATE INDEX listing_places_price ON listing_places (place, price_minor, title_key, number);
CREATE INDEX listing_places_rating ON listing_places (place, rating_tenths DESC, title_key, number);
CREATE INDEX listing_places_new ON listing_places (place, new_key DESC, title_key, number);
CREATE INDEX listing_places_title ON listing_places (place, title_key, number);
CREATE INDEX listing_places_category ON listing_places (place, category_key, title_key, number);

-- How many there are of each kind (* is all), by category and size: counted once when they change, not at each view.
CREATE TABLE listing_counts (
    kind     text NOT NULL,
    facet    text NOT NULL CHECK (facet IN ('', 'category', 'size')),
    value    text NOT NULL,
    products integer NOT NULL,
    PRIMARY KEY (kind, facet, value)
) WITHOUT ROWID;

-- Products whose row is out of date, or will be when their next price begins. Triggers write it, so that nobody who changes the
-- catalogue can forget to.
CREATE TABLE listing_due (
    id         integer PRIMARY KEY,
    product_id text NOT NULL,
    due_at     text NOT NULL
);
CREATE INDEX listing_due_at ON listing_due (due_at, id);

-- Full text: which products a word's stem leads to, best first.
CREATE TABLE search_postings (
    number integer NOT NULL REFERENCES listings (number) ON DELETE CASCADE,
    stem   text NOT NULL,
    score  integer NOT NULL,
    PRIMARY KEY (number, stem)
) WITHOUT ROWID;
CREATE INDEX search_postings_stem ON search_postings (stem, score DESC, number);
CREATE TABLE search_stems (
    stem     text PRIMARY KEY,
    products integer NOT NULL
) WITHOUT ROWID;
-- Words as they are written, for beginnings of words and for slips of the finger. Never fewer: a stem without products is not shown.
CREATE TABLE search_words (
    word text PRIMARY KEY,
    stem text NOT NULL
) WITHOUT ROWID;
CREATE TABLE search_trigrams (
    trigram text NOT NULL,
    word    text NOT NULL,
    PRIMARY KEY (trigram, word)
) WITHOUT ROWID;

CREATE TRIGGER products_listed AFTER INSERT ON products
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER products_relisted AFTER UPDATE ON products
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER products_unlisted AFTER DELETE ON products
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (OLD.id, '2000-01-01T00:00:00.000000Z'); END;

CREATE TRIGGER variants_listed AFTER INSERT ON variants
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
-- A sale changes a list only when it takes the last one.
CREATE TRIGGER variants_relisted AFTER UPDATE ON variants
WHEN (NEW.stock = 0) IS NOT (OLD.stock = 0) OR NEW.size <> OLD.size OR NEW.position <> OLD.position
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER variants_unlisted AFTER DELETE ON variants
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (OLD.product_id, '2000-01-01T00:00:00.000000Z'); END;

CREATE TRIGGER prices_listed AFTER INSERT ON prices
BEGIN INSERT INTO listing_due (product_id, due_at) SELECT v.product_id, NEW.from_at FROM variants v WHERE v.id = NEW.variant_id; END;
CREATE TRIGGER prices_unlisted AFTER DELETE ON prices
BEGIN INSERT INTO listing_due (product_id, due_at) SELECT v.product_id, '2000-01-01T00:00:00.000000Z' FROM variants v WHERE v.id = OLD.variant_id; END;

CREATE TRIGGER pictures_listed AFTER INSERT ON pictures
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER pictures_relisted AFTER UPDATE ON pictures
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER pictures_unlisted AFTER DELETE ON pictures
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (OLD.product_id, '2000-01-01T00:00:00.000000Z'); END;

CREATE TRIGGER tracks_listed AFTER INSERT ON tracks
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER tracks_unlisted AFTER DELETE ON tracks
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (OLD.product_id, '2000-01-01T00:00:00.000000Z'); END;

CREATE TRIGGER product_categories_listed AFTER INSERT ON product_categories
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (NEW.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER product_categories_unlisted AFTER DELETE ON product_categories
BEGIN INSERT INTO listing_due (product_id, due_at) VALUES (OLD.product_id, '2000-01-01T00:00:00.000000Z'); END;
CREATE TRIGGER categories_relisted AFTER UPDATE ON categories
BEGIN INSERT INTO listing_due (product_id, due_at) SELECT product_id, '2000-01-01T00:00:00.000000Z' FROM product_categories WHERE category_id = NEW.id; END;
