-- Payroll-based staffing hours (42 CFR 483.70(p)): a facility's quarter points at one generation
-- of rows; a new file builds the next generation and one short transaction moves the pointer.

-- What an accepted file said about an employee; the file accepted last holds. Written before the
-- file is decided, so a row counts only when its file's state is an accepted one.
create table employee (
    provider_id         blob not null references provider (id),
    file_id             blob not null references submission_file (id),
    employee_id         text not null,
    hired_on            text,
    terminated_on       text,
    primary key (provider_id, file_id, employee_id)
) strict, without rowid;

create table staffing_generation (
    id                  integer not null primary key autoincrement,
    provider_id         blob not null references provider (id),
    fiscal_year         integer not null,
    quarter             integer not null check (quarter between 1 and 4),
    file_id             blob not null references submission_file (id),
    -- What it was built from or replaced; none for a quarter's first.
    previous_id         integer references staffing_generation (id),
    process_type        text not null check (process_type in ('merge', 'replace')),
    state               text not null check (state in ('building', 'current', 'superseded', 'abandoned')),
    -- Different employees with hours, rows, hundredths of an hour, and days on which a registered
    -- nurse (job titles 5, 6, 7) worked.
    employees           integer not null,
    entries             integer not null,
    hours               integer not null,
    days_with_rn        integer not null,
    -- Rows that the previous generation did not have, had with other hours, and had alone.
    added               integer not null,
    changed             integer not null,
    removed             integer not null,
    -- By the system clock and by the rules' clock.
    built_at            integer not null,
    current_at          integer
) strict;
create index staffing_generation_quarter on staffing_generation (provider_id, fiscal_year, quarter);
create index staffing_generation_file on staffing_generation (file_id);
-- A file becomes part of a quarter once, however often its job runs.
create unique index staffing_generation_file_id on staffing_generation (file_id) where state in ('current', 'superseded');

create table staffing_quarter (
    provider_id         blob not null references provider (id),
    fiscal_year         integer not null,
    quarter             integer not null,
    generation_id       integer not null references staffing_generation (id),
    primary key (provider_id, fiscal_year, quarter)
) strict;
create index staffing_quarter_quarter on staffing_quarter (fiscal_year, quarter);

-- Hours in hundredths, summed per key; the key's order is the order in which rows are written.
create table staffing_hour (
    generation_id       integer not null references staffing_generation (id),
    employee_id         text not null,
    work_date           text not null,
    job_title           integer not null,
    pay_type            integer not null,
    hours               integer not null,
    primary key (generation_id, employee_id, work_date, job_title, pay_type)
) strict, without rowid;
