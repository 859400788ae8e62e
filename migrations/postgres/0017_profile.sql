-- What My Profile changes. The zone in which a person sees moments belongs to the account: every page needs it.
alter table user_account add column time_zone text not null default 'America/New_York';
update user_account set time_zone = p.time_zone from account_profile p where p.user_id = user_account.id;
alter table account_profile drop column time_zone;
-- None for accounts that came over from elsewhere.
alter table account_profile alter column born_on drop not null;

alter table mail_link drop constraint mail_link_purpose_check;
alter table mail_link add constraint mail_link_purpose_check
    check (purpose in ('register', 'recover', 'change_email'));
