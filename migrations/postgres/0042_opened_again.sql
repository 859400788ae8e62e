-- Records of the inbox that were closed by mistake; forms that nobody goes on with; patients who were merged.

-- Who opened it again last, and when.
alter table sent_record add column reopened_by uuid references user_account (id);
alter table sent_record add column reopened_at bigint;

-- The day on which it is thrown away unless somebody goes on with it; none while somebody does.
alter table draft add column expires_on date;
create index draft_expires on draft (expires_on) where expires_on is not null;

-- Whose records of before are now this patient's.
create index patient_merged on patient (merged_into) where merged_into is not null;
