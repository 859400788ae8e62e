-- When an exclusion first took a code out of a record: from then on it is ended, and not deleted. Of those that there were, nobody knows.
alter table icd_exclusion add column applied_at integer;
update icd_exclusion set applied_at = added_at;
