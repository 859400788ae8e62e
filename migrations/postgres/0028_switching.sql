-- Switching between categories of roles (ADR 0025).

-- The category that a person was active in last: their next session begins in it.
alter table user_account add column last_category text;

-- Since when a session is in its category; since its beginning where none.
alter table session add column category_at bigint;

-- Why a session ended before its time, now also: it goes on under another token. Reasons of the day before are lost.
alter table session drop column ended;
alter table session add column ended text
    check (ended in ('elsewhere', 'password_changed', 'begun_anew', 'renewed'));
