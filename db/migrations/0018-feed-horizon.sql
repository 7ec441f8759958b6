-- Why: the feeds of facts show what every older transaction has joined. `pg_snapshot_xmin` counts the
-- transactions of all databases of the server, so a long one in somebody else's database held our feeds back.

-- Facts of transactions below this one are complete: no transaction that could still add one is older.
-- A running transaction is passed over only when it is seen to be in another database, or to be an
-- autovacuum, which adds no facts; one that ends while we look counts as ours.
create function feed_horizon() returns xid8 language sql stable as $$
  select coalesce(min(running), pg_snapshot_xmax(pg_current_snapshot()))
  from pg_snapshot_xip(pg_current_snapshot()) as running
  where not exists (
    select from pg_locks as held
    join pg_stat_activity as activity using (pid)
    where held.locktype = 'transactionid' and held.mode = 'ExclusiveLock' and held.granted
      and held.transactionid = running::xid
      and (activity.datid <> (select oid from pg_database where datname = current_database())
        or activity.backend_type = 'autovacuum worker')
  )
$$;
