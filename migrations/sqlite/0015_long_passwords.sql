-- Whether the password is known to have the 15 characters that privileged roles need (ARS IA-5(1)).
alter table user_account add column long_password integer not null default 0;
