-- Places of a role that are neither a provider nor a state: a CMS region (`region-7`), an accrediting organization
-- (`ao-tjc`), a contract (`mac-j5`, `survey-7`). A row has one place at most.

alter table role_grant add column jurisdiction text;
alter table role_request add column jurisdiction text;
create index role_grant_jurisdiction on role_grant (jurisdiction, role) where ended_at is null;
create index role_request_jurisdiction on role_request (jurisdiction);

drop index role_request_nationwide;
create unique index role_request_nationwide on role_request (user_id, role)
    where state = 'pending' and provider_id is null and state_code is null and jurisdiction is null;
create unique index role_request_in_jurisdiction on role_request (user_id, role, jurisdiction) where state = 'pending';

-- The accrediting organization by whose word a provider is deemed to meet the conditions, as in role_grant; none for
-- those that the state surveys, and where no file says.
alter table provider add column accredited_by text;
create index provider_accredited_by on provider (accredited_by) where accredited_by is not null;
