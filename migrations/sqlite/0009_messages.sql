-- What people choose to be told, and the warnings before roles end (CMS ARS 5.0 AC-2(3)).

-- Without a row a notice is wanted.
create table notification_choice (
    user_id         blob not null references user_account (id) on delete cascade,
    notice          text not null,
    wanted          integer not null,
    primary key (user_id, notice)
) strict;

-- The last warning that roles end because nobody logs in: so many days before, and when it was written.
alter table user_account add column unused_warning integer;
alter table user_account add column unused_warned_at integer;
