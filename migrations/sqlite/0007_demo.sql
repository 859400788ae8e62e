-- Which demonstration this database holds; no row outside demo mode.
create table demo (
    id              integer not null primary key check (id = 1),
    seed            integer not null,
    -- The day, by the rules' clock, that everything is laid out around.
    laid_out_on     text    not null,
    -- Whether all of it was written.
    complete        integer not null
) strict;
