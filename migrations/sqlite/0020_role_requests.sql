-- Requests for roles, a row for each role and organization (seed 003, figure 11), and how roles end.

create table role_request (
    id              blob not null primary key,
    user_id         blob not null references user_account (id),
    role            text not null,
    -- A provider, a state, or neither for the roles that hold nationwide.
    provider_id     blob references provider (id),
    state_code      text,
    -- Of the roles that ask "Are you a Surveyor?", and the federal surveyor ID that was given with a yes.
    surveyor        text check (surveyor in ('yes', 'no', 'skip')),
    surveyor_id     text,
    state           text not null check (state in ('pending', 'approved', 'rejected', 'withdrawn')),
    requested_at    integer not null,
    -- When those who decide were last reminded of it.
    reminded_at     integer,
    decided_at      integer,
    decided_by      blob references user_account (id),
    reason          text,
    check (provider_id is null or state_code is null),
    check ((state = 'pending') = (decided_at is null))
) strict;
create index role_request_user on role_request (user_id, requested_at);
create index role_request_queue on role_request (state, requested_at);
-- What lies in the scope of a provider's or a state's security official.
create index role_request_provider on role_request (provider_id);
create index role_request_state on role_request (state_code);
-- Nobody asks twice at once for the same.
create unique index role_request_at_provider on role_request (user_id, role, provider_id) where state = 'pending';
create unique index role_request_in_state on role_request (user_id, role, state_code) where state = 'pending';
create unique index role_request_nationwide on role_request (user_id, role)
    where state = 'pending' and provider_id is null and state_code is null;

-- Federal surveyor IDs, as a security official has verified or created them.
create table surveyor (
    user_id         blob not null primary key references user_account (id),
    surveyor_id     text not null unique,
    verified_by     blob not null references user_account (id),
    verified_at     integer not null
) strict;

-- The request that a grant came of; none for grants from the command line.
alter table role_grant add column request_id blob references role_request (id);
-- Who ended it, none for a job; how; and why, in their words. A grant of several providers of which one is taken away is
-- divided: it ends, and grants with the same beginning take its place.
alter table role_grant add column ended_by blob references user_account (id);
alter table role_grant add column ended_why text check (ended_why in ('removed', 'suspended', 'unused', 'divided'));
alter table role_grant add column ended_note text;
-- When a suspended one was given back, as a new grant.
alter table role_grant add column taken_up_at integer;
create index role_grant_role on role_grant (role, state_code) where ended_at is null;

-- The third step of a request searches by Facility ID alone.
create index provider_facility_id on provider (facility_id);
