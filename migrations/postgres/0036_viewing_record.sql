-- The record of viewings as a role, for the officials of their organizations (ADR 0026): how each one ended, and the
-- list by its beginning.
alter table viewing add column ended_why text;
create index viewing_begun on viewing (begun_at, id);
