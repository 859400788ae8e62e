-- When an account was switched off, by the command that does it; none of one that was switched off before.
alter table user_account add column disabled_at bigint;
