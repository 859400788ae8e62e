-- Whom the events of the audit trail show, by Patient ID, so that who has seen a patient is found. A trigger reads it from the event
-- itself, whose hash covers it; `openqies audit verify` compares.

create table audit_event_patient (
    -- 0 where an event shows more patients than it names.
    patient             bigint not null,
    seq                 bigint not null,
    primary key (patient, seq)
);
create index audit_event_patient_seq on audit_event_patient (seq);

create function audit_patients(object_type text, object_id text, detail json) returns setof bigint language sql immutable as $$
    select case object_type when 'patient' then object_id::bigint end where object_type = 'patient'
    union
    select named.value::bigint
    from json_array_elements_text(case json_typeof(detail -> 'patients') when 'array' then detail -> 'patients' else '[]' end) named
    union
    select 0 where json_typeof(detail -> 'patients') = 'object'
$$;
insert into audit_event_patient (patient, seq)
select shown.patient, e.seq
from audit_event e cross join lateral audit_patients(e.object_type, e.object_id, e.detail::json) shown (patient);

create function audit_event_shows_patients() returns trigger language plpgsql as $$
begin
    insert into audit_event_patient (patient, seq)
    select shown.patient, new.seq from audit_patients(new.object_type, new.object_id, new.detail::json) shown (patient);
    return null;
end $$;
create trigger audit_event_shows_patients after insert on audit_event for each row
    when (new.object_type = 'patient' or new.detail like '%"patients":%') execute function audit_event_shows_patients();
create trigger audit_event_patient_stays before update or delete or truncate on audit_event_patient
    for each statement execute function audit_stays();

-- The providers and the patients of a report that is kept, as JSON: whoever opens it sees them.
alter table report_run add column shown text;
