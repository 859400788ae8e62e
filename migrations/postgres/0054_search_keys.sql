-- What people search providers by has one space wherever names have several, as what they type is read. Up to sixteen become one.
update provider
set search_key = replace(replace(replace(replace(search_key, '  ', ' '), '  ', ' '), '  ', ' '), '  ', ' ')
where search_key like '%  %';
