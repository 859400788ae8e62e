-- From when the days count in which a version of a record is to be sent: of MDS as edit -3810 says, by the first of these items that
-- says something.
alter table assessment add column clock_from date;
update assessment set clock_from = completed_on where instrument = 'OASIS';
update assessment set clock_from = (
    select to_date(substr(said.day, 1, 6) || '01', 'YYYYMMDD') + (cast(substr(said.day, 7, 2) as integer) - 1)
    from (
        select coalesce(
            substring(i.items from '\nX1100E=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n'),
            substring(i.items from '\nV0200C2=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n'),
            substring(i.items from '\nZ0500B=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n'),
            substring(i.items from '\nA2000=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n'),
            substring(i.items from '\nA1600=([12]\d{3}(?:0[1-9]|1[0-2])[0-3]\d)\n')
        ) as day
        from assessment_items i where i.assessment_id = assessment.id
    ) said
) where instrument = 'MDS';
