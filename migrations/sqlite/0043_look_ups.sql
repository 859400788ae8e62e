-- What stays quick however much is stored.

-- Open records that an accepted one answers: those of the same name and day are few among all that are open.
create index sent_record_name on sent_record (upper(last_name), target_date) where due_on is not null and done_at is null;
-- Whom a submission waits for: those that are not decided are few among all that were ever sent.
create index submission_undecided on submission (number) where state = 'received';
-- The newest of the list of all assessments, without sorting the rest.
create index assessment_target on assessment (target_date, number);
