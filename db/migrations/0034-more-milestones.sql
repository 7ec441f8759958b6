-- Why: the split of a return and the answers to disputes are medians as well: the facts that end something are found
-- by when they were recorded, and cases by when they were closed.
drop index fact_of_milestones;
create index fact_of_milestones on fact (type, recorded_at)
  where type in ('shipment.confirmed.v1', 'invoice.posted.v1', 'credit-memo.posted.v1', 'return.authorized.v1',
    'return.received.v1', 'inspection.completed.v1', 'charge.credited.v1', 'dispute.settled.v1', 'document.sent.v1');
create index exception_case_by_closing on exception_case (closed_at) where closed_at is not null;
