-- Viewing as a role at an organization (ADR 0026). Its id stands for the person of that role, who is nobody.
create table viewing (
    id              blob not null primary key,
    -- Who views.
    user_id         blob not null references user_account (id),
    ticket_id       blob not null references ticket (id),
    role            text not null,
    -- The one place that it is at.
    provider_id     blob references provider (id),
    state_code      text,
    jurisdiction    text,
    -- A word of the program, and what the viewer wrote.
    reason          text not null,
    words           text not null,
    -- The session that it is in, by its token.
    session_hash    blob not null,
    begun_at        integer not null,
    ends_at         integer not null,
    ended_at        integer,
    -- Since when identifiers are shown, and why.
    revealed_at     integer,
    revealed_words  text
) strict;
-- One at a time.
create unique index viewing_of_user on viewing (user_id) where ended_at is null;
create index viewing_of_session on viewing (session_hash) where ended_at is null;
