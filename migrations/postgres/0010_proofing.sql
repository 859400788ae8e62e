-- Identity proofing (ARS IA-12). Kept are outcome, method, time and reference number; never an answer, and never a
-- social security number.

create table proofing_attempt (
    id                  uuid not null primary key,
    user_id             uuid not null references user_account (id) on delete cascade,
    -- What people say on the telephone, and what the service is told.
    reference           text not null unique,
    method              text not null check (method in ('simulated', 'manual', 'service')),
    outcome             text not null check (outcome in ('open', 'waiting', 'passed', 'failed', 'void')),
    -- Of manual proofing: what a person decides by.
    evidence            text check (evidence in ('documents', 'video_call')),
    -- The service's session, encrypted, until it has ended.
    sealed              bytea,
    -- The number under which the service itself knows the attempt.
    service_reference   text,
    started_at          bigint not null,
    ended_at            bigint,
    -- Of manual proofing: who decided, and why.
    decided_by          uuid references user_account (id),
    reason              text,
    check ((method = 'manual') = (evidence is not null)),
    check ((outcome in ('open', 'waiting')) = (ended_at is null))
);
create index proofing_attempt_user on proofing_attempt (user_id, started_at);
create index proofing_attempt_queue on proofing_attempt (method, started_at);

-- What was sent for a case that waits. The file is encrypted, and goes with its row once the case is decided.
create table proofing_document (
    attempt_id          uuid not null references proofing_attempt (id) on delete cascade,
    ordinal             integer not null,
    kind                text not null check (kind in ('pdf', 'jpg', 'png')),
    byte_count          bigint not null,
    file_hash           bytea not null references stored_file (hash),
    primary key (attempt_id, ordinal)
);

-- Proofing that the Help Desk began anew for someone who lost every second factor: who, when, and how they knew whom
-- they spoke with. Attempts before it count no more.
create table proofing_restart (
    id                  uuid not null primary key,
    user_id             uuid not null references user_account (id) on delete cascade,
    restarted_by        uuid not null references user_account (id),
    identity_check      text not null
        check (identity_check in ('called_back', 'video_call', 'security_official', 'in_person')),
    record              text not null,
    restarted_at        bigint not null
);
create index proofing_restart_user on proofing_restart (user_id, restarted_at);
