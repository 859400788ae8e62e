-- Who granted a role: an installation's operator, at the command line. None for grants of before.
alter table role_grant add column granted_by text;
