-- Adjusting the penalty of a case, and taking that back (ADR 0023). What was adjusted before knows no kind, and not who
-- recorded it.

alter table penalty_adjustment
    add column kind text
        check (kind in ('waiver', 'self_report', 'settlement', 'decision', 'hardship', 'rescission')),
    add column recorded_by uuid references user_account (id),
    add column recorded_at bigint,
    -- Named by the form: what is sent twice is recorded once.
    add column request_key uuid unique,
    -- Each adjustment is taken back once.
    add column reverses_id uuid unique references penalty_adjustment (id),
    -- What is taken off; negative where an adjustment is taken back.
    drop constraint penalty_adjustment_amount_cents_check,
    add check (case when reverses_id is null then amount_cents > 0 else amount_cents < 0 end);

create function penalty_adjustment_stays() returns trigger language plpgsql as $$
begin
    raise exception 'adjustments of penalties are append-only';
end $$;
create function penalty_adjustment_reverses() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from penalty_adjustment a
        where a.id = new.reverses_id and a.case_id = new.case_id and a.reverses_id is null
            and a.amount_cents = -new.amount_cents and new.recorded_by is not null
            and a.recorded_by is distinct from new.recorded_by
    ) then
        raise exception 'an adjustment of its case is taken back by somebody else, and whole';
    end if;
    return new;
end $$;

create trigger penalty_adjustment_stays before update or delete or truncate on penalty_adjustment
    for each statement execute function penalty_adjustment_stays();
-- One whole adjustment of the same case is taken back, by somebody else than who recorded it.
create trigger penalty_adjustment_reverses before insert on penalty_adjustment
    for each row when (new.reverses_id is not null) execute function penalty_adjustment_reverses();
