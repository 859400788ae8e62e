-- How records of the inbox were done with; reports that take long, kept for who asked for them.

alter table sent_record add column done_why text check (done_why in ('sent_again', 'not_needed'));
-- The version of a record that came of it.
alter table sent_record add column answered_by blob references assessment (id);

-- A report that somebody asked for, made by a job and thrown away after 30 days.
create table report_run (
    id                  blob not null primary key,
    user_id             blob not null references user_account (id),
    -- In which category of their roles they asked.
    category            text not null,
    -- SHA-256 of where their right reached then: kept only for those whom it still reaches so.
    reach               text not null,
    -- Which report: 'roster', 'late', …
    report              text not null,
    -- Its parameters, as the page's address has them: no name.
    parameters          text not null,
    asked_at            integer not null,
    -- By the rules' clock: what the report counts days from.
    as_of               integer not null,
    state               text not null check (state in ('waiting', 'done', 'failed')),
    -- Facilities that are done, of how many.
    progress            integer not null,
    steps               integer not null,
    finished_at         integer,
    row_count           integer not null,
    -- The table as CSV; none before it is done.
    content             text
) strict;
create index report_run_user on report_run (user_id, asked_at);
