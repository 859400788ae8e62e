-- The day of the event that a record tells of, where that is not its target date (OASIS information edit -9060): the start or resumption of
-- care, the transfer, discharge or death. Whoever asks when it takes effect reads coalesce(effective_on, target_date).
alter table assessment add column effective_on text;
-- When the stay began of which the record is, as it says: the start of care (M0030), the entry (A1600).
alter table assessment add column started_on text;
update assessment set effective_on = (
    select date(substr(said.day, 1, 4) || '-' || substr(said.day, 5, 2) || '-' || substr(said.day, 7, 2))
    from (
        select substr(i.items, instr(i.items, char(10) || item.id || '=') + length(item.id) + 2, 8) as day
        from assessment_items i
        join (
            select '01' as reasons, 'M0030_START_CARE_DT' as id
            union all select '03', 'M0032_ROC_DT'
            union all select '06', 'M0906_DC_TRAN_DTH_DT'
            union all select '07', 'M0906_DC_TRAN_DTH_DT'
            union all select '08', 'M0906_DC_TRAN_DTH_DT'
            union all select '09', 'M0906_DC_TRAN_DTH_DT'
        ) item on item.reasons = assessment.reasons and instr(i.items, char(10) || item.id || '=') > 0
        where i.assessment_id = assessment.id
    ) said
    where said.day glob '[12][0-9][0-9][0-9][01][0-9][0-3][0-9]'
) where instrument = 'OASIS';
update assessment set started_on = (
    select date(substr(said.day, 1, 4) || '-' || substr(said.day, 5, 2) || '-' || substr(said.day, 7, 2))
    from (
        select substr(i.items, instr(i.items, char(10) || item.id || '=') + length(item.id) + 2, 8) as day
        from assessment_items i
        join (
            select 'OASIS' as instrument, 'M0030_START_CARE_DT' as id
            union all select 'MDS', 'A1600'
        ) item on item.instrument = assessment.instrument and instr(i.items, char(10) || item.id || '=') > 0
        where i.assessment_id = assessment.id
    ) said
    where said.day glob '[12][0-9][0-9][0-9][01][0-9][0-3][0-9]'
);
-- A patient's records, and the events of a provider, in the order of their days.
drop index assessment_patient;
create index assessment_patient on assessment (patient_id, (coalesce(effective_on, target_date)));
create index assessment_event on assessment (provider_id, (coalesce(effective_on, target_date)));

-- The record from which a form took over what its patient's records repeat.
alter table draft add column carried_id blob references assessment (id);
