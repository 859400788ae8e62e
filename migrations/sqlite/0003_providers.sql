-- Providers and suppliers (42 CFR 488.1; SOM 2779).

create table provider (
    id              blob not null primary key,
    -- None while the state licenses a facility that CMS has not certified.
    ccn             text unique,
    facility_id     text,
    state_code      text not null check (length(state_code) = 2),
    kind            text not null,
    name            text not null,
    -- Name, city, CCN and Facility ID in lower case, a line each: for searching and sorting.
    search_key      text not null,
    address         text not null,
    city            text not null,
    zip             text not null,
    phone           text,
    ownership       text,
    certified_beds  integer,
    certified_on    text,
    terminated_on   text,
    created_at      integer not null,
    updated_at      integer not null
) strict;
create unique index provider_state_code_facility_id on provider (state_code, facility_id);
create index provider_search on provider (search_key, id);

create table provider_certification (
    provider_id     blob not null references provider (id),
    from_date       text not null,
    to_date         text,
    action          text not null,
    primary key (provider_id, from_date)
) strict;

-- Every change of a provider's record, for its history and the states' dashboards.
create table provider_change (
    id              blob not null primary key,
    provider_id     blob not null references provider (id),
    changed_at      integer not null,
    field           text not null,
    before_value    text,
    after_value     text,
    source          text not null
) strict;
create index provider_change_time on provider_change (changed_at);
create index provider_change_provider on provider_change (provider_id, changed_at);
