-- The day of the event that a record tells of, where that is not its target date (OASIS information edit -9060): the start or resumption of
-- care, the transfer, discharge or death. Whoever asks when it takes effect reads coalesce(effective_on, target_date).
alter table assessment add column effective_on date;
-- When the stay began of which the record is, as it says: the start of care (M0030), the entry (A1600).
alter table assessment add column started_on date;
update assessment set effective_on = (
    select to_date(substr(said.day, 1, 6) || '01', 'YYYYMMDD') + (cast(substr(said.day, 7, 2) as integer) - 1)
    from (
        select case
            when assessment.reasons = '01'
                then substring(i.items from '\nM0030_START_CARE_DT=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
            when assessment.reasons = '03'
                then substring(i.items from '\nM0032_ROC_DT=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
            when assessment.reasons in ('06', '07', '08', '09')
                then substring(i.items from '\nM0906_DC_TRAN_DTH_DT=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
        end as day
        from assessment_items i where i.assessment_id = assessment.id
    ) said
) where instrument = 'OASIS';
update assessment set started_on = (
    select to_date(substr(said.day, 1, 6) || '01', 'YYYYMMDD') + (cast(substr(said.day, 7, 2) as integer) - 1)
    from (
        select case assessment.instrument
            when 'OASIS' then substring(i.items from '\nM0030_START_CARE_DT=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
            when 'MDS' then substring(i.items from '\nA1600=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
        end as day
        from assessment_items i where i.assessment_id = assessment.id
    ) said
);
-- A patient's records, and the events of a provider, in the order of their days.
drop index assessment_patient;
create index assessment_patient on assessment (patient_id, (coalesce(effective_on, target_date)));
create index assessment_event on assessment (provider_id, (coalesce(effective_on, target_date)));

-- The record from which a form took over what its patient's records repeat.
alter table draft add column carried_id uuid references assessment (id);
