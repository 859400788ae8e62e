-- Whom the events of the audit trail show, by Patient ID, so that who has seen a patient is found. A trigger reads it from the event
-- itself, whose hash covers it; `openqies audit verify` compares.

create table audit_event_patient (
    -- 0 where an event shows more patients than it names.
    patient             integer not null,
    seq                 integer not null,
    primary key (patient, seq)
) strict, without rowid;
create index audit_event_patient_seq on audit_event_patient (seq);

insert into audit_event_patient (patient, seq)
select cast(e.object_id as integer), e.seq from audit_event e where e.object_type = 'patient'
union
select named.value, e.seq from audit_event e, json_each(e.detail, '$.patients') named
where json_type(e.detail, '$.patients') = 'array'
union
select 0, e.seq from audit_event e where json_type(e.detail, '$.patients') = 'object';

create trigger audit_event_shows_patients after insert on audit_event
when new.object_type = 'patient' or new.detail like '%"patients":%' begin
    insert into audit_event_patient (patient, seq)
    select cast(new.object_id as integer), new.seq where new.object_type = 'patient'
    union
    select named.value, new.seq from json_each(new.detail, '$.patients') named
    where json_type(new.detail, '$.patients') = 'array'
    union
    select 0, new.seq where json_type(new.detail, '$.patients') = 'object';
end;
create trigger audit_event_patient_stays_update before update on audit_event_patient begin
    select raise(abort, 'the audit trail is append-only');
end;
create trigger audit_event_patient_stays_delete before delete on audit_event_patient begin
    select raise(abort, 'the audit trail is append-only');
end;

-- The providers and the patients of a report that is kept, as JSON: whoever opens it sees them.
alter table report_run add column shown text;
