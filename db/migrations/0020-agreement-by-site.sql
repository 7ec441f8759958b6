-- Why: whether stock agrees is asked site by site, and a difference of stock is worth money. What agreed
-- at each site is kept beside the counts; the costs that people and systems stated are found by their kind.
alter table comparison add column agreed_at text not null default '[]';
create index fact_of_stock_statements on fact (entity, recorded_at)
  where type in ('count.recorded.v1', 'stock-snapshot.stated.v1', 'adjustment.requested.v1');
