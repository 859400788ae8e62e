-- Those that were accepted last, without sorting the rest.
create index assessment_accepted on assessment (accepted_at, number);
