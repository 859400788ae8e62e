-- Why whoever views as a role is at another organization than those of the ticket's asker (ADR 0026).
alter table viewing add column elsewhere_words text;
