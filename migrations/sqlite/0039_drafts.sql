-- Assessments in the making: new records, modifications and inactivations, until they are accepted (ADR 30).

create table draft (
    id                  blob not null primary key,
    provider_id         blob not null references provider (id),
    -- Whose names and numbers were filled in.
    patient_id          blob references patient (id),
    -- The stored version that it corrects.
    corrects_id         blob references assessment (id),
    instrument          text not null,
    -- Of the data specifications: '3.02.0'.
    specification       text not null,
    -- 1 new, 2 modification, 3 inactivation.
    transaction_code    text not null check (transaction_code in ('1', '2', '3')),
    -- `ID=value` lines in the order of the item master.
    answers             text not null,
    -- Counted up by every change: two who fill in one form do not overwrite each other.
    version             integer not null,
    begun_by            blob not null references user_account (id),
    begun_at            integer not null,
    touched_by          blob not null references user_account (id),
    touched_at          integer not null,
    -- What it was last sent as.
    submission_id       blob references submission (id),
    check ((transaction_code = '1') = (corrects_id is null))
) strict;
create index draft_provider on draft (provider_id, touched_at);
create index draft_patient on draft (patient_id);
create index draft_corrects on draft (corrects_id);
create index draft_submission on draft (submission_id);
