-- Each index of the audit trail is one more page to write for each event. None served a search by time alone, most events
-- name no state or provider, and what people do on their own account is found by who did it.

drop index audit_event_time;
drop index audit_event_actor;
drop index audit_event_account;
drop index audit_event_at_provider;
drop index audit_event_in_state;
create index audit_event_actor on audit_event (actor_id, seq) where actor_id is not null;
create index audit_event_account on audit_event (account_id, seq)
    where account_id is not null and (actor_id is null or account_id <> actor_id);
create index audit_event_at_provider on audit_event (provider_id, seq) where provider_id is not null;
create index audit_event_in_state on audit_event (state_code, seq) where state_code is not null;
