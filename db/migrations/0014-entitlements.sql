-- Why: two returns of the same goods must not both be allowed, and no two credits may together exceed
-- what was billed. Both are decided under one lock: that of the row of the sales order.

-- What returns hold of the billed lines of an order, and what of them was credited. The decisions
-- themselves are facts of the returns; this is what the next decision starts from.
create table entitlement (
  entity text not null,
  sales_order text not null,
  -- Canonical text of the book; empty until the first decision.
  body text not null,
  decisions integer not null,
  constraint entitlement_key primary key (entity, sales_order)
);
