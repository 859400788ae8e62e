-- The job that delivers a message. No reference: a job that is done is pruned before the message.
alter table message add column job_id uuid;
