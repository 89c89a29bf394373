-- What lists and searches read: each published product in one row, as its card shows it now. Written from the tables of the
-- catalogue by Till.Catalogue.Listings, so that a list costs the same whatever the size of the shop.
CREATE TABLE listings (
    number         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id     uuid NOT NULL UNIQUE, -- no foreign key: a product that went is taken out of the counts as well
    kind           text NOT NULL,
    slug           text NOT NULL,
    title          text NOT NULL,
    maker          text NOT NULL,
    year           integer,
    tracks         integer NOT NULL,
    member_only    boolean NOT NULL,
    sold_out       boolean NOT NULL,
    price_text     text,                 -- null: not for sale
    buy_variant_id uuid,                 -- what one click buys; null when that needs a choice, or can't be
    buy_minor      bigint,
    picture_url    text,
    picture_width  integer,
    picture_height integer,
    picture_alt    text,
    places         text NOT NULL,        -- where it stands in listing_places, parted by spaces
    sizes          text NOT NULL,        -- that can be had, as ,S,M,
    text_hash      text NOT NULL,        -- of the words it is found by
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);
CREATE INDEX listings_created ON listings (created_at);
CREATE INDEX listings_kind ON listings (kind, slug);

-- A place is what one can look through: everything (*), a kind (album), a category (/shirts). A product's sorting and
-- filtering values stand in each of its places, in the order of each sort.
CREATE TABLE listing_places (
    place         text NOT NULL,
    number        bigint NOT NULL,
    kind          text NOT NULL,
    price_minor   bigint,
    rating_tenths integer NOT NULL, -- 0: none
    new_key       bigint NOT NULL, -- an album's year, else when it came into the shop
    title_key     text COLLATE "C" NOT NULL,
    category_key  text COLLATE "C" NOT NULL,
    sold_out      boolean NOT NULL,
    sizes         text NOT NULL,
    PRIMARY KEY (place, number)
);
CREATE INDEX listing_places_price ON listing_places (place, price_minor, title_key, number);
-- What has no price comes last both ways, and one index can't be read so from either end.
CREATE INDEX listing_places_price_down ON listing_places (place, price_minor DESC NULLS LAST, title_key DESC, number DESC);
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
);

-- Products whose row is out of date, or will be when their next price begins. Triggers write it, so that nobody who changes the
-- catalogue can forget to.
CREATE TABLE listing_due (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id uuid NOT NULL,
    due_at     timestamptz NOT NULL
);
CREATE INDEX listing_due_at ON listing_due (due_at, id);

-- Full text: which products a word's stem leads to, best first.
CREATE TABLE search_postings (
    number bigint NOT NULL REFERENCES listings (number) ON DELETE CASCADE,
    stem   text COLLATE "C" NOT NULL,
    score  integer NOT NULL,
    PRIMARY KEY (number, stem)
);
CREATE INDEX search_postings_stem ON search_postings (stem, score DESC, number);
CREATE TABLE search_stems (
    stem     text COLLATE "C" PRIMARY KEY,
    products integer NOT NULL
);
-- Words as they are written, for beginnings of words and for slips of the finger. Never fewer: a stem without products is not shown.
CREATE TABLE search_words (
    word text COLLATE "C" PRIMARY KEY,
    stem text COLLATE "C" NOT NULL
);
CREATE TABLE search_trigrams (
    trigram text COLLATE "C" NOT NULL,
    word    text COLLATE "C" NOT NULL,
    PRIMARY KEY (trigram, word)
);

CREATE FUNCTION listing_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listing_due (product_id, due_at)
    VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.product_id ELSE NEW.product_id END, timestamptz '2000-01-01 00:00:00+00');
    RETURN NULL;
END $$;

CREATE FUNCTION product_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listing_due (product_id, due_at)
    VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END, timestamptz '2000-01-01 00:00:00+00');
    RETURN NULL;
END $$;

CREATE FUNCTION price_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO listing_due (product_id, due_at)
        SELECT v.product_id, timestamptz '2000-01-01 00:00:00+00' FROM variants v WHERE v.id = OLD.variant_id;
    ELSE
        INSERT INTO listing_due (product_id, due_at) SELECT v.product_id, NEW.from_at FROM variants v WHERE v.id = NEW.variant_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION category_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO listing_due (product_id, due_at)
    SELECT product_id, timestamptz '2000-01-01 00:00:00+00' FROM product_categories WHERE category_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER products_listed AFTER INSERT OR UPDATE OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION product_is_due();
CREATE TRIGGER variants_listed AFTER INSERT OR DELETE ON variants FOR EACH ROW EXECUTE FUNCTION listing_is_due();
-- A sale changes a list only when it takes the last one.
CREATE TRIGGER variants_relisted AFTER UPDATE ON variants FOR EACH ROW
WHEN ((NEW.stock = 0) IS DISTINCT FROM (OLD.stock = 0) OR NEW.size <> OLD.size OR NEW.position <> OLD.position)
EXECUTE FUNCTION listing_is_due();
CREATE TRIGGER prices_listed AFTER INSERT OR DELETE ON prices FOR EACH ROW EXECUTE FUNCTION price_is_due();
CREATE TRIGGER pictures_listed AFTER INSERT OR UPDATE OR DELETE ON pictures FOR EACH ROW EXECUTE FUNCTION listing_is_due();
CREATE TRIGGER tracks_listed AFTER INSERT OR DELETE ON tracks FOR EACH ROW EXECUTE FUNCTION listing_is_due();
CREATE TRIGGER product_categories_listed AFTER INSERT OR DELETE ON product_categories FOR EACH ROW EXECUTE FUNCTION listing_is_due();
CREATE TRIGGER categories_relisted AFTER UPDATE ON categories FOR EACH ROW EXECUTE FUNCTION category_is_due();
