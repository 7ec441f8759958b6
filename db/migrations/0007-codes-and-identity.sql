-- Why: what a system's codes mean to us is said by people and changes; what a message waits for
-- must be known, so that the mapping that mends it lets in again exactly what waited.

-- Append-only: a code's newest version counts; one without a meaning withdraws the code.
create table code_mapping (
  id bigint generated always as identity,
  -- Whose code it is; * of every system that has no mapping of its own.
  system text not null,
  list text not null,
  code text not null,
  version integer not null,
  meaning text,
  reason text not null,
  mapped_by text not null,
  mapped_at timestamptz not null,
  constraint code_mapping_key primary key (system, list, code, version),
  constraint code_mapping_id_is_unique unique (id)
);

-- Codes that nobody had mapped when the message came: one a line, list and code with a blank between.
alter table quarantine add column waits_for text;
create index quarantine_waiting_for_code on quarantine (source, id)
  where state = 'open' and waits_for is not null;
