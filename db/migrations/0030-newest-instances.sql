-- Why: lists show the newest orders, returns and reservations first, a page at a time; without this index every
-- instance of the workflow was sorted for each page. None of its columns ever changes, so writing costs nothing
-- but the insert.
create index instance_newest on instance (workflow, opened_at desc, key desc);

-- Who buys and what was asked for stands in the newest statement of a document: one look for each row of a page,
-- instead of all facts of its instance.
create index fact_stating on fact (instance, instance_version desc)
  where type in ('sales-order.stated.v1', 'return.requested.v1', 'inventory.reserved.v1');
