-- Why: a photograph or a letter that a decision rests on belongs beside the case, under the hash of its bytes.

create table case_attachment (
  id bigint generated always as identity,
  case_id bigint not null references exception_case (id),
  name text not null,
  media_type text not null,
  sha256 text not null,
  content bytea not null,
  attached_by text not null,
  attached_at timestamptz not null,
  constraint case_attachment_key primary key (id)
);
create index case_attachment_by_case on case_attachment (case_id, id);
