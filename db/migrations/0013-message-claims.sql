-- Why: a sender who uses one control number for two contents must not get the documents of the second let in
-- beside those of the first, and of two processes that read them at once one must come first.

create table message_claim (
  system text not null,
  -- What the sender calls the message, for example the control number of an interchange.
  name text not null,
  -- SHA-256 of the content that had the name first, hexadecimal.
  content text not null,
  claimed_at timestamptz not null,
  constraint message_claim_key primary key (system, name)
);
