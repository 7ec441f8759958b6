-- Why: what people tell each other about a case belongs beside it, in the order in which it was said.

create table case_comment (
  id bigint generated always as identity,
  case_id bigint not null references exception_case (id),
  said_by text not null,
  said_at timestamptz not null,
  text text not null,
  constraint case_comment_key primary key (id)
);
create index case_comment_by_case on case_comment (case_id, id);
