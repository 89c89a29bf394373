-- What the owner writes in the shop's mails beside what they say by themselves; empty: nothing. Fields such as {order} stand as they
-- were typed.
CREATE TABLE mail_texts (
    kind        text PRIMARY KEY, -- as the outbox has it
    subject     text NOT NULL,
    greeting    text NOT NULL,
    before_text text NOT NULL,    -- paragraphs, parted by empty lines
    after_text  text NOT NULL,
    closing     text NOT NULL,
    version     integer NOT NULL, -- counts changes, so that of two who edit one the second is told
    changed_at  text NOT NULL
);
