-- Tickets of the Help Desk (ADR 0026).

-- The number of the last ticket.
create table ticket_number (
    id              integer not null primary key check (id = 1),
    last            integer not null
) strict;
insert into ticket_number (id, last) values (1, 1000);

create table ticket (
    id              blob not null primary key,
    number          integer not null unique,
    -- Who asks.
    user_id         blob not null references user_account (id),
    -- The provider that it is about, if the asker named one.
    provider_id     blob references provider (id),
    subject         text not null,
    state           text not null check (state in ('open', 'answered', 'closed')),
    opened_at       integer not null,
    changed_at      integer not null
) strict;
create index ticket_user on ticket (user_id, number);
create index ticket_queue on ticket (state, changed_at, number);

-- What was written to a ticket, never changed.
create table ticket_message (
    id              blob not null primary key,
    ticket_id       blob not null references ticket (id),
    author_id       blob not null references user_account (id),
    by_help_desk    integer not null,
    words           text not null,
    written_at      integer not null
) strict;
create index ticket_message_ticket on ticket_message (ticket_id, written_at, id);
