-- Why: what people attached to the cases of an erased person, and what waits in quarantine because nobody could read
-- it, tells of that person as well. Their bytes go; their hashes, and who did what when, stay.
alter table case_attachment add column erased_at timestamptz;
alter table quarantine add column erased_at timestamptz;
alter table erasure
  add column attachment_count integer not null default 0,
  add column quarantined_count integer not null default 0;
