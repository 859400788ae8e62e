-- User Management and the people of the Help Desk (ADR 0027).

-- Whether a federal surveyor ID was there before, or the security official made it.
alter table surveyor add column origin text not null default 'verified' check (origin in ('verified', 'created'));
