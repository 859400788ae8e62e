-- Whether a check or a transfer was recorded before is asked by its number, whatever the case of its letters.
create index penalty_entry_trace on penalty_entry (upper(trace));
