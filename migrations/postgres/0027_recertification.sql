-- Recertification: those who decide at a place confirm, or take away, the roles that are held there (ADR 0022).

-- A campaign at one place, as in role_request; neither of the three where roles hold nationwide.
create table recertification (
    id              uuid not null primary key,
    kind            text not null check (kind in ('yearly', 'privileged')),
    provider_id     uuid references provider (id),
    state_code      text,
    jurisdiction    text,
    opened_at       bigint not null,
    due_at          bigint not null,
    -- Those who confirm were told last when so many days were left.
    told_days       integer,
    closed_at       bigint
);
create index recertification_open on recertification (due_at) where closed_at is null;
create index recertification_provider on recertification (provider_id, opened_at);

-- A role that somebody held at the place when the campaign opened. By person and role, for a grant of several providers
-- is divided when one of them is taken away. What nobody decided while the campaign ran has an outcome at its end.
create table recertification_item (
    recertification_id uuid not null references recertification (id),
    user_id         uuid not null references user_account (id),
    role            text not null,
    outcome         text check (outcome in ('kept', 'removed', 'suspended', 'left')),
    decided_at      bigint,
    decided_by      uuid references user_account (id),
    primary key (recertification_id, user_id, role),
    check ((outcome is null) = (decided_at is null))
);
create index recertification_item_user on recertification_item (user_id, role);

-- Whoever is the only security official of a place, and was asked to name a second.
create table second_official (
    user_id         uuid not null references user_account (id),
    provider_id     uuid references provider (id),
    state_code      text,
    jurisdiction    text,
    asked_at        bigint not null
);
create index second_official_user on second_official (user_id);
