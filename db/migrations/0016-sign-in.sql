-- Why: whoever leaves for the identity provider must come back once, in the same browser and in time.

create table pending_sign_in (
  state text not null,
  nonce text not null,
  verifier text not null,
  browser_hash text not null,
  return_to text not null,
  begun_at timestamptz not null,
  constraint pending_sign_in_key primary key (state)
);
