-- Why: whether a system answers is seen in its calls minute by minute. The row of a command tells of one success, and
-- attempts are kept by command; neither can be summed up by system without reading all of them.
create table call_minute (
  system text not null,
  minute timestamptz not null,
  answered integer not null,
  timed_out integer not null,
  refused integer not null,
  constraint call_minute_key primary key (system, minute)
);
