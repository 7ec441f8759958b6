-- Why: a budget of requests counts for a client whichever process it asks, and whoever runs the
-- installation sees which client uses what. Both are written rarely: in chunks, and every few seconds.

create table api_budget (
  client text not null,
  policy text not null,
  window_start timestamptz not null,
  -- Requests that processes have taken for themselves in this window; may exceed the quota.
  reserved bigint not null,
  constraint api_budget_key primary key (client, policy)
) with (fillfactor = 70);

create table api_usage (
  day date not null,
  -- Id of a key or of a person's session; empty: nobody known.
  client text not null,
  operation text not null,
  client_name text not null,
  requests bigint not null,
  refused bigint not null,
  limited bigint not null,
  failed bigint not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  duration_ms bigint not null,
  last_at timestamptz not null,
  constraint api_usage_key primary key (day, client, operation)
) with (fillfactor = 70);
