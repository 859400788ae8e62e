-- When the patient was born, as the record says it: a record that was rejected may be of nobody who is known. Of those that there were,
-- the profile knows it, where there is one.
alter table sent_record add column birth text;
