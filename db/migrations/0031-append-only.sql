-- Facts and movements are only ever added: what was stated or posted is put right by another statement, or by a
-- reversal that names it. Whoever edits them by hand would have every state and every position disagree with its cause.
-- (The key that encloses a person's data is destroyed elsewhere: an erasure changes no row of these.)
create function refuse_change_of_record() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op;
end $$;
create trigger fact_is_append_only before update or delete on fact
  for each row execute function refuse_change_of_record();
create trigger fact_is_never_emptied before truncate on fact
  for each statement execute function refuse_change_of_record();
create trigger movement_is_append_only before update or delete on movement
  for each row execute function refuse_change_of_record();
create trigger movement_is_never_emptied before truncate on movement
  for each statement execute function refuse_change_of_record();
