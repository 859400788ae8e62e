-- Patients, the records about them (OASIS, MDS), and the submissions that bring these.

alter table submission drop column kind;
alter table submission add column kind text not null default 'pbj' check (kind in ('pbj', 'assessments'));
-- The right of the policy table by which it was sent.
alter table submission add column sent_right text not null default 'submit_staffing';

-- A patient of one provider: no facility learns of another through a patient (ADR 29).
create table patient (
    id                  uuid not null primary key,
    -- The Patient ID that people see.
    number              bigint not null unique,
    provider_id         uuid not null references provider (id),
    -- As records have it: upper case.
    first_name          text not null,
    last_name           text not null,
    -- YYYYMMDD, or YYYYMM or YYYY where no more is known.
    birth               text,
    -- The code of the instrument that said it last: 1 male, 2 female.
    sex                 text,
    ssn                 text,
    -- Medicare Beneficiary Identifier.
    medicare            text,
    medicaid            text,
    -- `LAST, FIRST`, lower case.
    search_key          text not null,
    -- The patient that this one turned out to be.
    merged_into         uuid references patient (id),
    created_at          bigint not null,
    updated_at          bigint not null,
    -- Counted up by every change.
    version             integer not null
);
create index patient_search on patient (provider_id, search_key, id);
create index patient_ssn on patient (provider_id, ssn);
create index patient_medicare on patient (provider_id, medicare);

create table patient_number (
    id                  integer not null primary key check (id = 1),
    last                bigint not null
);
insert into patient_number (id, last) values (1, 500000);

create table patient_change (
    id                  uuid not null primary key,
    patient_id          uuid not null references patient (id),
    changed_at          bigint not null,
    -- 'first_name', 'birth', …; 'created', 'merged', 'separated'.
    field               text not null,
    before_value        text,
    after_value         text,
    -- Who typed it, or the file whose record said it.
    user_id             uuid references user_account (id),
    file_id             uuid references submission_file (id)
);
create index patient_change_patient on patient_change (patient_id, changed_at);

create table patient_merge (
    id                  uuid not null primary key,
    kept_id             uuid not null references patient (id),
    merged_id           uuid not null references patient (id),
    merged_at           bigint not null,
    merged_by           uuid not null references user_account (id),
    undone_at           bigint,
    undone_by           uuid references user_account (id)
);
create index patient_merge_kept on patient_merge (kept_id);
create index patient_merge_merged on patient_merge (merged_id);

-- The records that moved, to be put back.
create table patient_merge_record (
    merge_id            uuid not null references patient_merge (id),
    record_id           uuid not null,
    primary key (merge_id, record_id)
);

-- One accepted version of a record. Versions are never changed but for their state and their patient.
create table assessment (
    id                  uuid not null primary key,
    -- The Assessment ID that people see.
    number              bigint not null unique,
    -- The first version's id: what makes versions one record.
    record_id           uuid not null,
    -- 0 for the first version, then counted up by its corrections.
    correction          integer not null,
    provider_id         uuid not null references provider (id),
    patient_id          uuid not null references patient (id),
    instrument          text not null,
    specification       text not null,
    -- Item subset code.
    subset              text not null,
    -- The reasons for the assessment, with dashes between several: '01', '01-01-99-0'.
    reasons             text not null,
    target_date         date not null,
    -- SHA-256 of what a correction must repeat to find it.
    locator             bytea not null,
    -- 1 new, 2 modification, 3 inactivation.
    transaction_code    text not null check (transaction_code in ('1', '2', '3')),
    -- 'inactivation' is the version that took a record back.
    state               text not null check (state in ('current', 'replaced', 'inactivated', 'inactivation')),
    -- When the assessment was complete, as it says.
    completed_on        date,
    file_id             uuid not null references submission_file (id),
    -- By the rules' clock.
    accepted_at         bigint not null,
    warning_count       bigint not null
);
create unique index assessment_once on assessment (patient_id, instrument, reasons, target_date) where state = 'current';
create index assessment_locator on assessment (locator) where state = 'current';
create index assessment_record on assessment (record_id, correction);
create index assessment_provider on assessment (provider_id, target_date);
create index assessment_patient on assessment (patient_id, target_date);

create table assessment_number (
    id                  integer not null primary key check (id = 1),
    last                bigint not null
);
insert into assessment_number (id, last) values (1, 3000000);

-- What a version says: `ID=value` lines in the order of its file.
create table assessment_items (
    assessment_id       uuid not null primary key references assessment (id),
    items               text not null
);

-- The record in a file that was sent, whatever became of it.
create table sent_record (
    file_id             uuid not null primary key references submission_file (id),
    -- None where the file says none that is known.
    instrument          text,
    specification       text,
    subset              text,
    reasons             text,
    transaction_code    text,
    correction          text,
    target_date         date,
    first_name          text,
    last_name           text,
    -- The provider's own mark for the document.
    document            text,
    is_test             boolean not null,
    patient_id          uuid references patient (id),
    -- The version that it became.
    assessment_id       uuid references assessment (id),
    -- The rules that it was checked by, and how many edits these are.
    rules               text,
    rules_edits         integer,
    -- The inbox: by when it is to be sent again, who has it in hand, and who has done with it.
    due_on              date,
    owner_id            uuid references user_account (id),
    done_at             bigint,
    done_by             uuid references user_account (id)
);
create index sent_record_open on sent_record (due_on) where due_on is not null and done_at is null;
create index sent_record_assessment on sent_record (assessment_id);
create index sent_record_patient on sent_record (patient_id);

-- The branches of home health agencies (M0016).
create table provider_branch (
    provider_id         uuid not null references provider (id),
    branch_id           text not null,
    state_code          text not null,
    from_date           date not null,
    until_date          date,
    primary key (provider_id, branch_id)
);

-- ICD-10 codes that a state's law keeps out of the system (OASIS information edit -9110).
create table icd_exclusion (
    id                  uuid not null primary key,
    state_code          text not null,
    -- Without dot; codes that begin so are excluded.
    code                text not null,
    from_date           date not null,
    until_date          date,
    added_by            uuid not null references user_account (id),
    added_at            bigint not null,
    ended_by            uuid references user_account (id),
    ended_at            bigint
);
create index icd_exclusion_state on icd_exclusion (state_code, code);
