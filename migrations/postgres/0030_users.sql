-- User Management and the people of the Help Desk (ADR 0027).

-- Whether a federal surveyor ID was there before, or the security official made it.
alter table surveyor add column origin text not null default 'verified' check (origin in ('verified', 'created'));

-- What the Help Desk did for somebody, and why. Identity proofing that was begun anew is in proofing_restart.
create table help_act (
    id              uuid not null primary key,
    user_id         uuid not null references user_account (id) on delete cascade,
    helper_id       uuid not null references user_account (id),
    act             text not null check (act in ('reset', 'unlock')),
    reason          text not null,
    happened_at     bigint not null
);
create index help_act_user on help_act (user_id, happened_at);
