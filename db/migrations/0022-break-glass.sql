-- Why: in an emergency a person takes a role that nobody gave them: for minutes, with a reason, and in
-- everybody's sight. What they did with it is reviewed by somebody else.

create table break_glass (
  id bigint generated always as identity,
  person text not null,
  role text not null,
  reason text not null,
  taken_at timestamptz not null,
  ends_at timestamptz not null,
  -- Given back before it ended by itself.
  returned_at timestamptz,
  reviewed_by text,
  reviewed_at timestamptz,
  verdict text,
  review text,
  constraint break_glass_key primary key (id),
  constraint break_glass_verdict_is_known check (verdict in ('justified', 'not-justified')),
  constraint break_glass_is_reviewed_whole check ((reviewed_by is null) = (verdict is null))
);
create index break_glass_of_person on break_glass (person, ends_at);

-- What was done with a role that was taken names the glass: `person/ada+bgl_3`.
create index audit_entry_under_glass on audit_entry (principal) where principal like '%+bgl_%';
