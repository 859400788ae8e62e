-- Which demonstration this database holds; no row outside demo mode.
create table demo (
    id              integer not null primary key check (id = 1),
    seed            bigint  not null,
    -- The day, by the rules' clock, that everything is laid out around.
    laid_out_on     date    not null,
    -- Whether all of it was written.
    complete        boolean not null
);
