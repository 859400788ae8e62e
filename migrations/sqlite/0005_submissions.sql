-- Files that people sent, what was checked, and what was found.

create table submission (
    id                  blob not null primary key,
    -- The Submission ID that people see.
    number              integer not null unique,
    kind                text not null check (kind in ('pbj')),
    file_hash           blob not null references stored_file (hash),
    file_name           text not null,
    byte_count          integer not null,
    -- The sender's key for one act of sending: the same bytes with the same key are one submission.
    idempotency_key     text not null,
    user_id             blob not null references user_account (id),
    role                text not null,
    -- When the first byte and when the last byte arrived, by the rules' clock.
    started_at          integer not null,
    received_at         integer not null,
    -- When the last byte arrived, by the system clock: for grants, ages and clean-up.
    stored_at           integer not null,
    -- The job that checks it. No reference: a job that is done is pruned long before the submission.
    job_id              blob not null,
    -- When checking began, by the rules' clock.
    checking_at         integer,
    -- 'received' until it is decided; in between, the job tells how far it is.
    state               text not null,
    finished_at         integer,
    check ((state = 'received') = (finished_at is null))
) strict;
create unique index submission_user_id_idempotency_key on submission (user_id, idempotency_key);
create index submission_user on submission (user_id, received_at);
create index submission_received on submission (received_at);
create index submission_hash on submission (file_hash);

-- Numbers for submission.number: one row, counted up in the receipt's transaction.
create table submission_number (
    id                  integer not null primary key check (id = 1),
    last                integer not null
) strict;
insert into submission_number (id, last) values (1, 1000000);

-- One XML file: the submission itself, or a member of its ZIP; each has its own state and report.
-- A ZIP that cannot be opened is one file too, with the reason as its only finding.
create table submission_file (
    id                  blob not null primary key,
    submission_id       blob not null references submission (id),
    ordinal             integer not null,
    name                text not null,
    -- None when the file names no facility that we know or that the sender may send for.
    provider_id         blob references provider (id),
    -- What the header says.
    facility_id         text,
    state_code          text,
    fiscal_year         integer,
    quarter             integer,
    process_type        text,
    state               text not null,
    employees           integer not null,
    entries             integer not null,
    -- Hour entries that were not processed (edit -1010).
    entries_left_out    integer not null,
    -- Hundredths of an hour.
    hours               integer not null,
    fatal_count         integer not null,
    warning_count       integer not null,
    -- Whether the last byte arrived by the quarter's deadline; none when no quarter was read.
    on_time             integer,
    finished_at         integer,
    check ((state = 'received') = (finished_at is null))
) strict;
create unique index submission_file_submission_id_ordinal on submission_file (submission_id, ordinal);
create index submission_file_provider on submission_file (provider_id, fiscal_year, quarter);

-- How often each edit was found: complete, also where findings were cut at the limit.
create table finding_count (
    file_id             blob not null references submission_file (id),
    edit                text not null,
    severity            text not null,
    occurrences         integer not null,
    primary key (file_id, edit, severity)
) strict;
create index finding_count_edit on finding_count (edit);

create table finding (
    file_id             blob not null references submission_file (id),
    ordinal             integer not null,
    edit                text not null,
    severity            text not null,
    message             text not null,
    fix                 text not null,
    item                text not null,
    item_value          text,
    allowed             text,
    line                integer,
    element_path        text,
    employee_id         text,
    work_date           text,
    primary key (file_id, ordinal)
) strict, without rowid;
