-- Adjusting the penalty of a case (ADR 0023). What was adjusted before knows no kind, and not who recorded it.

alter table penalty_adjustment add column kind text
    check (kind in ('waiver', 'self_report', 'settlement', 'decision', 'hardship'));
alter table penalty_adjustment add column recorded_by uuid references user_account (id);
alter table penalty_adjustment add column recorded_at bigint;
-- Named by the form: what is sent twice is recorded once.
alter table penalty_adjustment add column request_key uuid;
create unique index penalty_adjustment_once on penalty_adjustment (request_key);

create trigger penalty_adjustment_stays before update or delete or truncate on penalty_adjustment
    for each statement execute function penalty_ledger_stays();
