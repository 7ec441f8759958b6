-- Why: people sign in, by a password of ours or at an identity provider, and stay signed in for a day; what
-- failed is counted where guessing happens, so that nobody is locked out of their own account.

create table person (
  name text not null,
  display_name text not null,
  -- Slow hash with what made it; null: signs in at an identity provider only.
  password text,
  must_change boolean not null default false,
  issuer text,
  subject text,
  roles text not null,
  -- Comma-separated; empty: all.
  entities text not null default '',
  sites text not null default '',
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint person_key primary key (name),
  constraint person_has_one_identity unique (issuer, subject)
);
create unique index person_is_named_once on person (lower(name));

-- Of a token only the hash: whoever reads the table signs in with nothing.
create table session (
  token_hash text not null,
  person text not null,
  method text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  constraint session_key primary key (token_hash),
  constraint session_method_is_known check (method in ('password', 'oidc'))
);
create index session_by_person on session (person);
create index session_by_end on session (expires_at);

-- Browsers in which somebody signed in before.
create table known_device (
  device_hash text not null,
  person text not null,
  known_at timestamptz not null,
  constraint known_device_key primary key (device_hash, person)
);

create table sign_in_failure (
  bucket text not null,
  failures integer not null,
  last_at timestamptz not null,
  constraint sign_in_failure_key primary key (bucket)
);
create index sign_in_failure_by_age on sign_in_failure (last_at);
