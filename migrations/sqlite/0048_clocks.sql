-- From when the days count in which a version of a record is to be sent: of MDS as edit -3810 says, by the first of these items that
-- says something.
alter table assessment add column clock_from text;
update assessment set clock_from = completed_on where instrument = 'OASIS';
update assessment set clock_from = (
    select date(substr(said.day, 1, 4) || '-' || substr(said.day, 5, 2) || '-' || substr(said.day, 7, 2))
    from (
        select item.place, substr(i.items, instr(i.items, char(10) || item.id || '=') + length(item.id) + 2, 8) as day
        from assessment_items i
        join (
            select 1 as place, 'X1100E' as id
            union all select 2, 'V0200C2'
            union all select 3, 'Z0500B'
            union all select 4, 'A2000'
            union all select 5, 'A1600'
        ) item on instr(i.items, char(10) || item.id || '=') > 0
        where i.assessment_id = assessment.id
    ) said
    where said.day glob '[12][0-9][0-9][0-9][01][0-9][0-3][0-9]'
    order by said.place limit 1
) where instrument = 'MDS';
