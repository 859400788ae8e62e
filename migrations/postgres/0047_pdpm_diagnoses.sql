-- The diagnoses that the payment groups of MDS know (edits -3945 and -3967), of each fiscal year, which an operator imports.
create table pdpm_diagnosis (
    fiscal_year     integer not null,
    -- 1: pdpm_icd_codes of CMS's data specifications, 2: pdpm_icd_codes_2.
    list            integer not null check (list in (1, 2)),
    -- Without the dot.
    code            text not null,
    primary key (fiscal_year, list, code)
);
