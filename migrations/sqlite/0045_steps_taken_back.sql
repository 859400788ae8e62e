-- Taking a step of a penalty case back (ADR 0023). Of changes that were recorded before nobody knows whether people took
-- them, so they stay as they are.

-- Of a step that people took, and of nothing else: where people had put the case before, and since when it was payable.
alter table penalty_state_change add column placed_before text;
alter table penalty_state_change add column payable_before text;
-- Each step is taken back once.
alter table penalty_state_change add column takes_back_id blob references penalty_state_change (id);
create unique index penalty_state_change_taken_back on penalty_state_change (takes_back_id);

-- It leads back to where the step of the same case began, and is no step itself.
create trigger penalty_state_change_takes_back before insert on penalty_state_change when new.takes_back_id is not null begin
    select raise(abort, 'a step of its case is taken back, to where it began')
    where new.placed_before is not null or not exists (
        select 1 from penalty_state_change s
        where s.id = new.takes_back_id and s.case_id = new.case_id and s.placed_before = new.after_state
    );
end;
