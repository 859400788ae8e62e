-- Accounts as HARP keeps them (seeds 001, 003 and 004; CMS ARS 5.0 AC-7, IA-2, IA-5, IA-12).

-- The step of registration that comes next: until it is complete, logging in leads back to it.
alter table user_account add column registration text not null default 'complete'
    check (registration in ('terms', 'proofing', 'device', 'complete'));
-- Came over from EIDM with its password: sets up a second factor, then logs in a second time (seed 001).
alter table user_account add column legacy integer not null default 0;
alter table user_account add column password_changed_at integer;
-- When roles ended because nobody logged in for 60 days; told at the next log-in.
alter table user_account add column roles_ended_at integer;
create index user_account_email on user_account (email);

-- What registration asks about a person. Apart from the account, so that a log-in reads none of it.
create table account_profile (
    user_id         blob not null primary key references user_account (id),
    first_name      text not null,
    middle_name     text not null,
    last_name       text not null,
    suffix          text not null,
    phone           text not null,
    address         text not null,
    city            text not null,
    state_code      text not null,
    zip             text not null,
    born_on         text not null,
    -- A personal address, confirmed for two or fewer providers without a corporate domain (seed 004).
    personal_email  integer not null,
    time_zone       text not null,
    terms_at        integer,
    updated_at      integer not null
) strict;

-- A session is for one stage: to prove a second factor, to end a registration, to recover, or open.
alter table session add column stage text not null default 'open'
    check (stage in ('second_factor', 'registering', 'recovering', 'open'));
-- When a second factor was last proven in it.
alter table session add column confirmed_at integer;
-- The browser and system, in a few words, for the list of one's sessions.
alter table session add column agent text not null default '';
-- Why it ended before its time, for the log-in page; `ends_at` is when.
alter table session add column ended text check (ended in ('elsewhere', 'password_changed', 'begun_anew'));

-- Second factors; the seeds call them devices.
create table device (
    id              blob not null primary key,
    user_id         blob not null references user_account (id),
    kind            text not null check (kind in ('email', 'text', 'voice', 'authenticator', 'passkey', 'backup_codes')),
    name            text not null,
    -- The e-mail address or telephone number that codes go to.
    target          text,
    -- An authenticator's key or a passkey, encrypted.
    sealed          blob,
    -- A passkey's own name, by which a browser finds it.
    credential_id   blob unique,
    -- The last time step whose code was taken (RFC 6238, section 5.2).
    last_step       integer,
    -- None while it is being set up.
    confirmed_at    integer,
    last_used_at    integer,
    created_at      integer not null
) strict;
create index device_user on device (user_id, created_at);

create table backup_code (
    device_id       blob not null references device (id) on delete cascade,
    code_hash       blob not null,
    used_at         integer,
    primary key (device_id, code_hash)
) strict;

-- The code that a session waits for. It dies with the session, which changes its token at each step.
create table security_code (
    session_hash    blob not null primary key references session (token_hash) on delete cascade,
    device_id       blob not null references device (id) on delete cascade,
    -- None where the device makes its codes itself.
    code_hash       blob,
    -- A passkey's challenge, encrypted.
    sealed          blob,
    sends           integer not null,
    tries           integer not null,
    sent_at         integer not null,
    expires_at      integer not null
) strict;

-- Failed log-ins by the hash of the user ID that was typed, whether it is anybody's or not; an attempt stands here
-- from before it is checked until it was right.
create table log_in_failure (
    id              blob not null primary key,
    name_hash       blob not null,
    failed_at       integer not null
) strict;
create index log_in_failure_name on log_in_failure (name_hash, failed_at);
create index log_in_failure_at on log_in_failure (failed_at);

-- What attempts under one name wait for in turn, and until when none is taken.
create table log_in_guard (
    name_hash       blob not null primary key,
    last_at         integer not null,
    locked_until    integer
) strict;
create index log_in_guard_last on log_in_guard (last_at);

-- Links in mails: each works once.
create table mail_link (
    token_hash      blob not null primary key,
    purpose         text not null check (purpose in ('register', 'recover')),
    user_id         blob references user_account (id) on delete cascade,
    -- What the link goes on with, encrypted.
    sealed          blob,
    expires_at      integer not null
) strict;
create index mail_link_expires on mail_link (expires_at);

-- Outgoing mails, text messages and voice calls. The text is encrypted, for it may bear a code or a link, and
-- forgotten once it is sent; the demonstration keeps it for its mailbox.
create table message (
    id              blob not null primary key,
    user_id         blob references user_account (id) on delete cascade,
    channel         text not null check (channel in ('mail', 'text', 'voice')),
    recipient       text not null,
    subject         text not null,
    sealed          blob,
    state           text not null check (state in ('queued', 'sent', 'kept', 'failed')),
    created_at      integer not null,
    sent_at         integer
) strict;
create index message_created on message (created_at);
create index message_user on message (user_id, created_at);

-- What the installation must remember of itself: the fingerprint of its key, and the work that a password costs.
create table installation (
    name            text not null primary key,
    value           blob not null
) strict;
