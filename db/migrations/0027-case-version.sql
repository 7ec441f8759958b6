-- Why: two people look at one case, and the second decides what is no longer there. Whoever changes a case may
-- say which version of it was read; the version rises with every change, whoever makes it.
alter table exception_case add column version integer not null default 1;

create function exception_case_changed() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;

create trigger exception_case_has_version before update on exception_case
  for each row when (old.* is distinct from new.*) execute function exception_case_changed();
