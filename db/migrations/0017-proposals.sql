-- Why: what changes the meaning of codes, or lets in again what was kept out, takes two people; until the
-- second one has decided, the request of the first waits here, whole.

create table proposal (
  id bigint generated always as identity,
  operation text not null,
  -- Validated parts of the request, as JSON.
  params text not null,
  body text not null,
  -- Principal of whoever asked, with its scope of then, as JSON.
  principal text not null,
  actor text not null,
  reason text,
  made_at timestamptz not null,
  state text not null default 'open',
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  -- What carrying it out answered; null while it is carried out, and if the process died then.
  answer_status smallint,
  constraint proposal_key primary key (id),
  constraint proposal_state_is_known check (state in ('open', 'approved', 'refused'))
);
create index proposal_open on proposal (id) where state = 'open';
