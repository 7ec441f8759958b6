-- Why: a count says what lay on the shelf after the last stock change that it has seen. To know what the
-- ledger had at that very position, movements keep their position in the log of the system that said them.

alter table movement add column stream_position bigint;
