-- Events that name a region, an accrediting organization or a contract are found by it (ADR 0024). The column says what the
-- facts of the event say, which its hash covers: of those that were written before as well.

alter table audit_event add column jurisdiction text generated always as (detail::json ->> 'jurisdiction') stored;
create index audit_event_in_jurisdiction on audit_event (jurisdiction, seq) where jurisdiction is not null;
