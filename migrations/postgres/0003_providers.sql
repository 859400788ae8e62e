-- Providers and suppliers (42 CFR 488.1; SOM 2779).

create table provider (
    id              uuid not null primary key,
    -- None while the state licenses a facility that CMS has not certified.
    ccn             text constraint "provider.ccn" unique,
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
    certified_on    date,
    terminated_on   date,
    created_at      bigint not null,
    updated_at      bigint not null
);
create unique index "provider.state_code, provider.facility_id" on provider (state_code, facility_id);
create index provider_search on provider (search_key, id);

create table provider_certification (
    provider_id     uuid not null references provider (id),
    from_date       date not null,
    to_date         date,
    action          text not null,
    primary key (provider_id, from_date)
);

-- Every change of a provider's record, for its history and the states' dashboards.
create table provider_change (
    id              uuid not null primary key,
    provider_id     uuid not null references provider (id),
    changed_at      bigint not null,
    field           text not null,
    before_value    text,
    after_value     text,
    source          text not null
);
create index provider_change_time on provider_change (changed_at);
create index provider_change_provider on provider_change (provider_id, changed_at);
