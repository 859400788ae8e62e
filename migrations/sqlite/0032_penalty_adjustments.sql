-- Adjusting the penalty of a case, and taking that back (ADR 0023). What was adjusted before knows no kind, and not who
-- recorded it.

drop view penalty_balance;

create table new_penalty_adjustment (
    id              blob not null primary key,
    case_id         blob not null references penalty_case (id),
    adjusted_on     text not null,
    -- What is taken off; negative where an adjustment is taken back.
    amount_cents    integer not null,
    reason          text not null,
    kind            text check (kind in ('waiver', 'self_report', 'settlement', 'decision', 'hardship', 'rescission')),
    recorded_by     blob references user_account (id),
    recorded_at     integer,
    -- Named by the form: what is sent twice is recorded once.
    request_key     blob unique,
    -- Each adjustment is taken back once.
    reverses_id     blob unique references new_penalty_adjustment (id),
    check (case when reverses_id is null then amount_cents > 0 else amount_cents < 0 end)
) strict;
insert into new_penalty_adjustment (id, case_id, adjusted_on, amount_cents, reason)
select id, case_id, adjusted_on, amount_cents, reason from penalty_adjustment;
drop table penalty_adjustment;
alter table new_penalty_adjustment rename to penalty_adjustment;
create index penalty_adjustment_case on penalty_adjustment (case_id, adjusted_on);

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

create trigger penalty_adjustment_stays_update before update on penalty_adjustment begin
    select raise(abort, 'adjustments of penalties are append-only');
end;
create trigger penalty_adjustment_stays_delete before delete on penalty_adjustment begin
    select raise(abort, 'adjustments of penalties are append-only');
end;
-- One whole adjustment of the same case is taken back, by somebody else than who recorded it.
create trigger penalty_adjustment_reverses before insert on penalty_adjustment when new.reverses_id is not null begin
    select raise(abort, 'an adjustment of its case is taken back by somebody else, and whole')
    where not exists (
        select 1 from penalty_adjustment a
        where a.id = new.reverses_id and a.case_id = new.case_id and a.reverses_id is null
            and a.amount_cents = -new.amount_cents and new.recorded_by is not null
            and a.recorded_by is distinct from new.recorded_by
    );
end;
