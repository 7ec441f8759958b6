-- Why: a policy decides about money, so a version of a decision table takes effect only when another person
-- than its author approved it; and what a version says never changes once it was kept.

create table policy_version (
  table_name text not null,
  version integer not null,
  -- The file, as it was proposed; its hash is that of its canonical JSON.
  content text not null,
  content_hash text not null,
  reason text not null,
  proposed_by text not null,
  -- Principal whose request it was; none where it came with the installation.
  proposer text,
  proposed_at timestamptz not null,
  constraint policy_version_key primary key (table_name, version)
);

-- Append-only: one verdict for each version. The highest approved version is in force.
create table policy_verdict (
  id bigint generated always as identity,
  table_name text not null,
  version integer not null,
  approved boolean not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  constraint policy_verdict_key primary key (id),
  constraint policy_verdict_is_said_once unique (table_name, version),
  constraint policy_verdict_has_its_version foreign key (table_name, version)
    references policy_version (table_name, version)
);

-- Decisions of policies by table, for previews of other versions.
create index fact_of_policies on fact (committed, seq) where type = 'policy.decided.v1';
