-- Taking a step of a penalty case back (ADR 0023). Of changes that were recorded before nobody knows whether people took
-- them, so they stay as they are.

alter table penalty_state_change
    -- Of a step that people took, and of nothing else: where people had put the case before, and since when it was payable.
    add column placed_before text,
    add column payable_before date,
    -- Each step is taken back once.
    add column takes_back_id uuid references penalty_state_change (id);
create unique index penalty_state_change_taken_back on penalty_state_change (takes_back_id);

create function penalty_state_change_takes_back() returns trigger language plpgsql as $$
begin
    if new.placed_before is not null or not exists (
        select 1 from penalty_state_change s
        where s.id = new.takes_back_id and s.case_id = new.case_id and s.placed_before = new.after_state
    ) then
        raise exception 'a step of its case is taken back, to where it began';
    end if;
    return new;
end $$;

-- It leads back to where the step of the same case began, and is no step itself.
create trigger penalty_state_change_takes_back before insert on penalty_state_change
    for each row when (new.takes_back_id is not null) execute function penalty_state_change_takes_back();

-- Nothing is owed of a penalty that was rescinded, nor interest on it, also once its case is closed.
drop view penalty_balance;
-- Net - payments - offsets + interest - refunds.
create view penalty_balance as
select t.case_id, t.net_cents, t.payments_cents, t.offsets_cents, t.interest_cents, t.refunds_cents,
    t.net_cents - t.payments_cents - t.offsets_cents + t.interest_cents - t.refunds_cents as balance_cents
from (
    select c.id as case_id,
        case when c.is_rescinded then 0 else c.gross_cents - cast(coalesce((select sum(a.amount_cents) from penalty_adjustment a
            where a.case_id = c.id), 0) as bigint) end as net_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'payment'), 0) as bigint) as payments_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'offset'), 0) as bigint) as offsets_cents,
        case when c.is_rescinded then 0 else cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'interest'), 0) as bigint) end as interest_cents,
        cast(coalesce((select sum(e.amount_cents) from penalty_entry e
            where e.case_id = c.id and e.account = 'refund'), 0) as bigint) as refunds_cents
    from (
        select p.id, p.gross_cents, p.state in ('rescinded', 'closed') and exists (
            select 1 from penalty_state_change h
            where h.case_id = p.id and h.after_state = 'rescinded' and h.takes_back_id is null
                and not exists (select 1 from penalty_state_change b where b.takes_back_id = h.id)
        ) as is_rescinded
        from penalty_case p
    ) c
) t;
