-- What My Profile changes. The zone in which a person sees moments belongs to the account: every page needs it.
alter table user_account add column time_zone text not null default 'America/New_York';

create table new_profile (
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
    -- None for accounts that came over from elsewhere.
    born_on         text,
    -- A personal address, confirmed for two or fewer providers without a corporate domain (seed 004).
    personal_email  integer not null,
    terms_at        integer,
    updated_at      integer not null
) strict;
insert into new_profile
    select user_id, first_name, middle_name, last_name, suffix, phone, address, city, state_code, zip, born_on,
        personal_email, terms_at, updated_at
    from account_profile;
update user_account set time_zone = p.time_zone from account_profile p where p.user_id = user_account.id;
drop table account_profile;
alter table new_profile rename to account_profile;

-- Links are good for a day at most, and are asked for anew.
drop table mail_link;
create table mail_link (
    token_hash      blob not null primary key,
    purpose         text not null check (purpose in ('register', 'recover', 'change_email')),
    user_id         blob references user_account (id) on delete cascade,
    -- What the link goes on with, encrypted.
    sealed          blob,
    expires_at      integer not null
) strict;
create index mail_link_expires on mail_link (expires_at);
