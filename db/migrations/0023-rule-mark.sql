-- Why: what rules decide is written into the audit chain after it was decided, once and in the order of commits.

create table rule_mark (
  is_only boolean not null default true,
  committed xid8 not null,
  seq bigint not null,
  constraint rule_mark_key primary key (is_only),
  constraint rule_mark_is_one check (is_only)
);
insert into rule_mark (committed, seq) values ('0', 0);
