-- Why: how long things take is a median over what ended in a period, now or as of a past moment: the facts that end
-- something are found by when they were recorded.
create index fact_of_milestones on fact (type, recorded_at)
  where type in ('shipment.confirmed.v1', 'invoice.posted.v1', 'credit-memo.posted.v1');
