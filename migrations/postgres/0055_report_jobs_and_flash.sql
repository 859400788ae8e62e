-- The job that makes a report: one that is dead or given up made none. No reference: a job that is done is pruned before the report.
alter table report_run add column job_id uuid;
update report_run set job_id = (
    select j.id from job j where j.kind = 'reports.make' and j.payload ->> 'run' = report_run.id::text
);
-- That it could not be made follows from its job from now on, so that staff can have it made again.
update report_run set state = 'waiting', finished_at = null
where state = 'failed' and job_id in (select id from job where state in ('dead', 'given_up'));

-- With each form that comes back, those that nobody came back for are cleared away.
create index flash_expires on flash (expires_at);
