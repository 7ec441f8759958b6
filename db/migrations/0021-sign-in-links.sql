-- Why: whoever starts an installation is let in by a link that works once, for minutes; a key in an address
-- would stand in histories and logs for as long as it lives.

create table sign_in_link (
  token_hash text not null,
  person text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sign_in_link_key primary key (token_hash)
);

alter table session drop constraint session_method_is_known;
alter table session add constraint session_method_is_known check (method in ('password', 'oidc', 'link'));
