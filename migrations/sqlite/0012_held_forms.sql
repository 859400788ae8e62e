-- Forms that were sent after their session had ended, encrypted, for the person who sent them.
create table held_form (
    id_hash         blob not null primary key,
    user_id         blob not null references user_account (id) on delete cascade,
    sealed          blob not null,
    expires_at      integer not null
) strict;
