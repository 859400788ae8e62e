-- Civil money penalties and what has come in for them (42 CFR 488.438, 488.442; ADR 0023). Amounts are cents.

create table penalty_case (
    id              uuid not null primary key,
    -- 2026-05-LTC-0123: fiscal year and CMS region of the notice, and the number within them.
    number          text not null unique,
    fiscal_year     integer not null,
    region          integer not null,
    sequence        bigint not null,
    provider_id     uuid not null references provider (id),
    origin          text not null check (origin in ('public_file', 'invented')),
    state           text not null,
    notice_on       date not null,
    -- The day that made it payable, and the 15 days after it; neither is known of a penalty from the public file.
    payable_on      date,
    due_on          date,
    gross_cents     bigint not null check (gross_cents > 0),
    -- The public file has penalties of the same home, day and amount: which of them, from 1.
    occurrence      integer not null,
    created_at      bigint not null,
    check ((payable_on is null) = (due_on is null))
);
create unique index penalty_case_sequence on penalty_case (fiscal_year, region, sequence);
create unique index penalty_case_once on penalty_case (provider_id, notice_on, gross_cents, occurrence) where origin = 'public_file';
create index penalty_case_provider on penalty_case (provider_id);
create index penalty_case_notice on penalty_case (notice_on, id);
create index penalty_case_due on penalty_case (due_on, id);

-- The penalties of a case, so much per day or for an instance.
create table penalty_row (
    id              uuid not null primary key,
    case_id         uuid not null references penalty_case (id),
    per_day_cents   bigint,
    from_date       date not null,
    to_date         date not null,
    total_cents     bigint not null check (total_cents > 0)
);
create index penalty_row_case on penalty_row (case_id, from_date);

-- What was taken off, and why.
create table penalty_adjustment (
    id              uuid not null primary key,
    case_id         uuid not null references penalty_case (id),
    adjusted_on     date not null,
    amount_cents    bigint not null check (amount_cents > 0),
    reason          text not null
);
create index penalty_adjustment_case on penalty_adjustment (case_id, adjusted_on);

-- The ledger: append-only. Money that goes back is negative; a reversal is its entry with the amount turned.
create table penalty_entry (
    id              uuid not null primary key,
    case_id         uuid not null references penalty_case (id),
    kind            text not null check (kind in ('payment', 'offset', 'interest', 'refund', 'reversal')),
    -- What it counts as: of a reversal, what it takes back.
    account         text not null check (account in ('payment', 'offset', 'interest', 'refund')),
    amount_cents    bigint not null check (amount_cents <> 0),
    -- The day from which it counts.
    counts_on       date not null,
    method          text,
    trace           text not null,
    payer           text not null,
    note            text not null,
    recorded_by     uuid not null references user_account (id),
    recorded_at     bigint not null,
    -- Named by the form: what is sent twice is recorded once.
    request_key     uuid not null unique,
    -- Each entry is reversed once.
    reverses_id     uuid unique references penalty_entry (id),
    check ((kind = 'reversal') = (reverses_id is not null)),
    check (kind = 'reversal' or kind = account),
    check (kind in ('refund', 'reversal') or amount_cents > 0),
    check (kind <> 'refund' or amount_cents < 0),
    check ((kind in ('payment', 'offset')) = (method is not null))
);
create index penalty_entry_case on penalty_entry (case_id, account);
create index penalty_entry_received on penalty_entry (counts_on, id);

-- The states that a case went through: append-only.
create table penalty_state_change (
    id              uuid not null primary key,
    case_id         uuid not null references penalty_case (id),
    changed_at      bigint not null,
    before_state    text,
    after_state     text not null,
    -- A user ID, or the name of a file.
    source          text not null,
    why             text not null
);
create index penalty_state_change_case on penalty_state_change (case_id, changed_at);

-- Yearly rates in thousandths of a percent, each until the next: "Notice of Interest Rate on Overdue Debts", private
-- consumer rate. These two are 80 FR 67767 and 88 FR 46170; `openqies import interest-rates` adds the others.
create table penalty_interest_rate (
    valid_from      date not null primary key,
    thousandths     bigint not null check (thousandths >= 0)
);
insert into penalty_interest_rate (valid_from, thousandths) values ('2015-11-03', 10000), ('2023-07-19', 11500);

-- Net - payments - offsets + interest - refunds.
create view penalty_balance as
select t.case_id, t.net_cents, t.payments_cents, t.offsets_cents, t.interest_cents, t.refunds_cents,
    t.net_cents - t.payments_cents - t.offsets_cents + t.interest_cents - t.refunds_cents as balance_cents
from (
    select c.id as case_id,
        c.gross_cents - cast(coalesce((select sum(a.amount_cents) from penalty_adjustment a
            where a.case_id = c.id), 0) as bigint) as net_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'payment'), 0) as bigint) as payments_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'offset'), 0) as bigint) as offsets_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'interest'), 0) as bigint) as interest_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'refund'), 0) as bigint) as refunds_cents
    from penalty_case c
) t;

create function penalty_ledger_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger of penalties is append-only';
end $$;
create function penalty_entry_reverses() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from penalty_entry e
        where e.id = new.reverses_id and e.case_id = new.case_id and e.kind <> 'reversal' and e.account = new.account
            and e.amount_cents = -new.amount_cents and e.counts_on = new.counts_on and e.recorded_by <> new.recorded_by
    ) then
        raise exception 'a reversal turns an entry of its case that somebody else recorded';
    end if;
    return new;
end $$;

create trigger penalty_entry_stays before update or delete or truncate on penalty_entry
    for each statement execute function penalty_ledger_stays();
create trigger penalty_state_change_stays before update or delete or truncate on penalty_state_change
    for each statement execute function penalty_ledger_stays();
-- A reversal takes back one whole entry of its case, that somebody else recorded and that is no reversal.
create trigger penalty_entry_reverses before insert on penalty_entry
    for each row when (new.kind = 'reversal') execute function penalty_entry_reverses();
