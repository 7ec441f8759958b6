/** Reads rows of the driver, which answers numbers of 64 bits and times as text. */
import type { LotBar } from '../domain/inventory/shelf-life.ts';
import type { StandingLot } from '../domain/inventory/stock-effects.ts';
import type { Instant, LocalDate } from '../kernel/instant.ts';
import type { Evolution } from '../engine/state.ts';
import type {
  AllocationRow,
  BackorderRow,
  CommandRow,
  FactRow,
  MovementRow,
  WaitingFactRow,
} from '../application/ports/store.ts';
import type { StoredCommand, StoredFact } from '../application/ports/stored.ts';

/** A row as the driver gives it: times come as epoch milliseconds, see {@link MS}. */
export type Raw = Record<string, unknown>;

/** SQL of a time column as whole milliseconds. */
export const ms = (column: string, name = column.split('.').at(-1)): string =>
  `(extract(epoch from ${column})*1000)::bigint as ${name}`;

export const text = (value: unknown): string => value as string;
export const maybeText = (value: unknown): string | null => value as string | null;
export const number = (value: unknown): number => Number(value);
export const bigint = (value: unknown): bigint => BigInt(value as string);
export const at = (value: unknown): Instant => Number(value) as Instant;
export const maybeAt = (value: unknown): Instant | null => (value === null ? null : at(value));

/** Numbers of evolutions in the table. */
export const EVOLUTIONS: readonly Evolution[] = ['applied', 'duplicate', 'superseded', 'conflict'];

/** What a state is made from. */
export const STORED_FACT_COLUMNS = `source, id, type, ${ms('occurred_at')}, ${ms('recorded_at')}, body`;

export const storedFact = (row: Raw): StoredFact => ({
  source: text(row['source']),
  id: text(row['id']),
  type: text(row['type']),
  occurredAt: at(row['occurred_at']),
  recordedAt: at(row['recorded_at']),
  text: text(row['body']),
});

export const FACT_COLUMNS = `instance, instance_version, entity, ${STORED_FACT_COLUMNS}, correlation_id,
  causation_id, message_id, evolution`;

export const factRow = (row: Raw): FactRow => ({
  ...storedFact(row),
  instance: text(row['instance']),
  instanceVersion: number(row['instance_version']),
  entity: text(row['entity']),
  correlationId: text(row['correlation_id']),
  causationId: maybeText(row['causation_id']),
  messageId: maybeText(row['message_id']),
  evolution: EVOLUTIONS[number(row['evolution'])]!,
});

/** What a book is made from. */
export const STORED_COMMAND_COLUMNS = `command_id, generation, type, system, fingerprint, content, status,
  lease_owner, undoes_id, undoes_generation`;

export const storedCommand = (row: Raw): StoredCommand => ({
  id: text(row['command_id']),
  generation: number(row['generation']),
  type: text(row['type']),
  system: text(row['system']),
  fingerprint: text(row['fingerprint']),
  content: text(row['content']),
  status: row['status'] as StoredCommand['status'],
  leaseOwner: maybeText(row['lease_owner']),
  undoes:
    row['undoes_id'] === null
      ? null
      : { id: text(row['undoes_id']), generation: number(row['undoes_generation']) },
});

export const COMMAND_COLUMNS = `instance, entity, ${STORED_COMMAND_COLUMNS}, attempts, probes,
  ${ms('next_attempt_at')}, partition, priority, correlation_id, causation_id, traceparent,
  ${ms('issued_at')}, ${ms('sent_at')}, ${ms('settled_at')}, ${ms('compensated_at')}, last_detail`;

export const commandRow = (row: Raw): CommandRow => ({
  ...storedCommand(row),
  instance: text(row['instance']),
  entity: text(row['entity']),
  attempts: number(row['attempts']),
  probes: number(row['probes']),
  nextAttemptAt: maybeAt(row['next_attempt_at']),
  partition: number(row['partition']),
  priority: number(row['priority']),
  correlationId: text(row['correlation_id']),
  causationId: maybeText(row['causation_id']),
  traceparent: maybeText(row['traceparent']),
  issuedAt: at(row['issued_at']),
  sentAt: maybeAt(row['sent_at']),
  settledAt: maybeAt(row['settled_at']),
  compensatedAt: maybeAt(row['compensated_at']),
  lastDetail: maybeText(row['last_detail']),
});

export const MOVEMENT_COLUMNS = `instance, key, sequence, entity, kind, item, lot, quantity, from_location,
  from_disposition, to_location, to_disposition, reverses, reason, fact_source, fact_id,
  ${ms('occurred_at')}, ${ms('recorded_at')}, stream_position`;

export const movementRow = (row: Raw): MovementRow => ({
  instance: text(row['instance']),
  key: text(row['key']),
  sequence: number(row['sequence']),
  entity: text(row['entity']),
  kind: text(row['kind']),
  item: text(row['item']),
  lot: text(row['lot']),
  quantity: bigint(row['quantity']),
  fromLocation: text(row['from_location']),
  fromDisposition: text(row['from_disposition']),
  toLocation: text(row['to_location']),
  toDisposition: text(row['to_disposition']),
  reverses: row['reverses'] === null ? null : number(row['reverses']),
  reason: maybeText(row['reason']),
  factSource: text(row['fact_source']),
  factId: text(row['fact_id']),
  occurredAt: at(row['occurred_at']),
  recordedAt: at(row['recorded_at']),
  streamPosition: row['stream_position'] === null ? null : number(row['stream_position']),
});

export const allocationRow = (row: Raw): AllocationRow => ({
  instance: text(row['instance']),
  entity: text(row['entity']),
  line: number(row['line']),
  item: text(row['item']),
  site: text(row['site']),
  lot: text(row['lot']),
  quantity: bigint(row['quantity']),
  orderedAt: at(row['ordered_at']),
  lifeDays: number(row['life_days']),
});

export const backorderRow = (row: Raw): BackorderRow => ({
  instance: text(row['instance']),
  entity: text(row['entity']),
  line: number(row['line']),
  item: text(row['item']),
  shortfall: bigint(row['shortfall']),
  orderedAt: at(row['ordered_at']),
  lifeDays: number(row['life_days']),
});

/** Dates are read as text. */
export const lotTerms = (row: Raw): StandingLot => ({
  item: text(row['item']),
  lot: text(row['lot']),
  expiresOn: maybeText(row['expires_on']) as LocalDate | null,
  receivedOn: maybeText(row['received_on']) as LocalDate | null,
  bar: maybeText(row['bar']) as LotBar | null,
});

export const waitingFactRow = (row: Raw): WaitingFactRow => ({
  source: text(row['source']),
  id: text(row['id']),
  entity: text(row['entity']),
  alias: text(row['alias']),
  type: text(row['type']),
  occurredAt: at(row['occurred_at']),
  recordedAt: at(row['recorded_at']),
  correlationId: maybeText(row['correlation_id']),
  causationId: maybeText(row['causation_id']),
  messageId: maybeText(row['message_id']),
  text: text(row['body']),
});
