-- Adjusting the penalty of a case (ADR 0023). What was adjusted before knows no kind, and not who recorded it.

alter table penalty_adjustment add column kind text
    check (kind in ('waiver', 'self_report', 'settlement', 'decision', 'hardship'));
alter table penalty_adjustment add column recorded_by blob references user_account (id);
alter table penalty_adjustment add column recorded_at integer;
-- Named by the form: what is sent twice is recorded once.
alter table penalty_adjustment add column request_key blob;
create unique index penalty_adjustment_once on penalty_adjustment (request_key);

create trigger penalty_adjustment_stays_update before update on penalty_adjustment begin
    select raise(abort, 'adjustments of penalties are append-only');
end;
create trigger penalty_adjustment_stays_delete before delete on penalty_adjustment begin
    select raise(abort, 'adjustments of penalties are append-only');
end;
