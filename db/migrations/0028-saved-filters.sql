-- Why: a filter that somebody gave a name is theirs on every machine they sign in at, and no affair of one browser.

create table saved_filter (
  person text not null,
  list text not null,
  name text not null,
  search text not null,
  saved_at timestamptz not null,
  constraint saved_filter_key primary key (person, list, name)
);
