-- Viewing as a role at an organization (ADR 0026). Its id stands for the person of that role, who is nobody.
create table viewing (
    id              uuid not null primary key,
    -- Who views.
    user_id         uuid not null references user_account (id),
    ticket_id       uuid not null references ticket (id),
    role            text not null,
    -- The one place that it is at.
    provider_id     uuid references provider (id),
    state_code      text,
    jurisdiction    text,
    -- A word of the program, and what the viewer wrote.
    reason          text not null,
    words           text not null,
    -- The session that it is in, by its token.
    session_hash    bytea not null,
    begun_at        bigint not null,
    ends_at         bigint not null,
    ended_at        bigint,
    -- Since when identifiers are shown, and why.
    revealed_at     bigint,
    revealed_words  text
);
-- One at a time.
create unique index viewing_of_user on viewing (user_id) where ended_at is null;
create index viewing_of_session on viewing (session_hash) where ended_at is null;
