-- Forms that were thrown away, for as long as somebody may have one open in another tab: nothing of what was entered in them.
create table discarded_draft (
    id                  blob not null primary key,
    provider_id         blob not null references provider (id),
    transaction_code    text not null,
    -- None where the program did, since nobody had saved it for long.
    discarded_by        blob references user_account (id),
    discarded_at        integer not null
) strict;
create index discarded_draft_at on discarded_draft (discarded_at);

-- A form that was accepted holds what was stored of it: no code that a state keeps out.
update draft set answers = (
    select i.items
    from submission_file f
    join sent_record r on r.file_id = f.id
    join assessment_items i on i.assessment_id = r.assessment_id
    where f.submission_id = draft.submission_id
) where exists (
    select 1
    from submission_file f
    join sent_record r on r.file_id = f.id
    join assessment_items i on i.assessment_id = r.assessment_id
    where f.submission_id = draft.submission_id
);
