-- Accounts are found by their e-mail address however it is written.
drop index user_account_email;
create index user_account_email on user_account (lower(email));
