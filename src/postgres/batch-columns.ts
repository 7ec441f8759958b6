/** Which column of which table takes which member of a row. */
import type * as Store from '../application/ports/store.ts';
import type { Instant } from '../kernel/instant.ts';
import { column, type Column } from './columns.ts';
import { EVOLUTIONS } from './rows.ts';

const evolutionNumber = new Map(EVOLUTIONS.map((evolution, number) => [evolution, number]));

export const FACTS: readonly Column<Store.FactRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('instance_version', 'integer', (row) => row.instanceVersion),
  column('entity', 'text', (row) => row.entity),
  column('source', 'text', (row) => row.source),
  column('id', 'text', (row) => row.id),
  column('type', 'text', (row) => row.type),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('recorded_at', 'timestamptz', (row) => row.recordedAt),
  column('correlation_id', 'text', (row) => row.correlationId),
  column('causation_id', 'text', (row) => row.causationId),
  column('message_id', 'text', (row) => row.messageId),
  column('body', 'text', (row) => row.text),
  column('evolution', 'smallint', (row) => evolutionNumber.get(row.evolution)!),
];

export const INSTANCES: readonly Column<Store.InstanceRow>[] = [
  column('key', 'text', (row) => row.key),
  column('entity', 'text', (row) => row.entity),
  column('workflow', 'text', (row) => row.workflow),
  column('business_id', 'text', (row) => row.businessId),
  column('version', 'integer', (row) => row.version),
  column('definition_version', 'text', (row) => row.definitionVersion),
  column('lifecycle', 'text', (row) => row.lifecycle),
  column('settled', 'boolean', (row) => row.settled),
  column('underway', 'boolean', (row) => row.underway),
  column('next_deadline_at', 'timestamptz', (row) => row.nextDeadlineAt),
  column('look_again_at', 'timestamptz', (row) => row.lookAgainAt),
  column('equations_checked', 'integer', (row) => row.equationsChecked),
  column('equations_in_transit', 'integer', (row) => row.equationsInTransit),
  column('equations_broken', 'integer', (row) => row.equationsBroken),
  column('open_cases', 'integer', (row) => row.openCases),
  column('at_stake_minor', 'bigint', (row) => row.atStakeMinor),
  column('currency', 'text', (row) => row.currency),
  column('line_count', 'integer', (row) => row.lineCount),
  column('ordered_minor', 'bigint', (row) => row.orderedMinor),
  column('shipped_minor', 'bigint', (row) => row.shippedMinor),
  column('invoiced_minor', 'bigint', (row) => row.invoicedMinor),
  column('credited_minor', 'bigint', (row) => row.creditedMinor),
  column('paid_minor', 'bigint', (row) => row.paidMinor),
  column('opened_at', 'timestamptz', (row) => row.openedAt),
  column('updated_at', 'timestamptz', (row) => row.updatedAt),
];

export const STREAMS: readonly Column<Store.StreamRow>[] = [
  column('key', 'text', (row) => row.key),
  column('fact_count', 'integer', (row) => row.facts),
  column('movement_count', 'integer', (row) => row.movements),
  column('version', 'integer', (row) => row.version),
  column('body', 'text', (row) => row.text),
];

export const COMMANDS: readonly Column<Store.CommandRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('command_id', 'text', (row) => row.id),
  column('generation', 'integer', (row) => row.generation),
  column('entity', 'text', (row) => row.entity),
  column('type', 'text', (row) => row.type),
  column('system', 'text', (row) => row.system),
  column('fingerprint', 'text', (row) => row.fingerprint),
  column('content', 'text', (row) => row.content),
  column('status', 'text', (row) => row.status),
  column('partition', 'smallint', (row) => row.partition),
  column('lease_owner', 'text', (row) => row.leaseOwner),
  column('priority', 'smallint', (row) => row.priority),
  column('correlation_id', 'text', (row) => row.correlationId),
  column('causation_id', 'text', (row) => row.causationId),
  column('traceparent', 'text', (row) => row.traceparent),
  column('issued_at', 'timestamptz', (row) => row.issuedAt),
  column('undoes_id', 'text', (row) => row.undoes?.id ?? null),
  column('undoes_generation', 'integer', (row) => row.undoes?.generation ?? null),
];

export const COMMAND_UPDATES: readonly Column<Store.CommandUpdate>[] = [
  column('instance', 'text', (row) => row.instance),
  column('command_id', 'text', (row) => row.id),
  column('generation', 'integer', (row) => row.generation),
  column('status', 'text', (row) => row.status),
  column('attempts', 'integer', (row) => row.attemptsAdded),
  column('probes', 'integer', (row) => row.probesAdded),
  column('next_attempt_at', 'timestamptz', (row) => row.nextAttemptAt),
  column('sent_at', 'timestamptz', (row) => row.sentAt),
  column('settled_at', 'timestamptz', (row) => row.settledAt),
  column('compensated_at', 'timestamptz', (row) => row.compensatedAt),
  column('detail', 'text', (row) => row.detail),
  column('leased', 'boolean', (row) => row.expectedLease !== null),
  column('lease_owner', 'text', (row) => row.expectedLease?.owner ?? null),
];

export const ATTEMPTS: readonly Column<Store.AttemptRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('command_id', 'text', (row) => row.id),
  column('generation', 'integer', (row) => row.generation),
  column('attempt', 'integer', (row) => row.attempt),
  column('kind', 'text', (row) => row.kind),
  column('started_at', 'timestamptz', (row) => row.startedAt),
  column('ended_at', 'timestamptz', (row) => row.endedAt),
  column('result', 'text', (row) => row.result),
  column('detail', 'text', (row) => row.detail),
];

export const CASES_OPENED: readonly Column<Store.CaseRow>[] = [
  column('entity', 'text', (row) => row.entity),
  column('instance', 'text', (row) => row.instance),
  column('case_id', 'text', (row) => row.caseId),
  column('kind', 'text', (row) => row.kind),
  column('text', 'text', (row) => row.text),
  column('role', 'text', (row) => row.role),
  column('exposure_minor', 'bigint', (row) => row.exposureMinor),
  column('currency', 'text', (row) => row.currency),
  column('playbook', 'text', (row) => row.playbook),
  column('opened_at', 'timestamptz', (row) => row.openedAt),
];

export const CASES_CLOSED: readonly Column<Store.CaseClosing>[] = [
  column('instance', 'text', (row) => row.instance),
  column('case_id', 'text', (row) => row.caseId),
  column('state', 'text', (row) => row.state),
  column('closed_at', 'timestamptz', (row) => row.closedAt),
];

export const MOVEMENTS: readonly Column<Store.MovementRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('key', 'text', (row) => row.key),
  column('sequence', 'integer', (row) => row.sequence),
  column('entity', 'text', (row) => row.entity),
  column('kind', 'text', (row) => row.kind),
  column('item', 'text', (row) => row.item),
  column('lot', 'text', (row) => row.lot),
  column('quantity', 'bigint', (row) => row.quantity),
  column('from_location', 'text', (row) => row.fromLocation),
  column('from_disposition', 'text', (row) => row.fromDisposition),
  column('to_location', 'text', (row) => row.toLocation),
  column('to_disposition', 'text', (row) => row.toDisposition),
  column('reverses', 'integer', (row) => row.reverses),
  column('reason', 'text', (row) => row.reason),
  column('fact_source', 'text', (row) => row.factSource),
  column('fact_id', 'text', (row) => row.factId),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('recorded_at', 'timestamptz', (row) => row.recordedAt),
  column('stream_position', 'bigint', (row) => row.streamPosition),
];

export const POSITIONS: readonly Column<Store.PositionDelta & { readonly now: Instant }>[] = [
  column('entity', 'text', (row) => row.entity),
  column('item', 'text', (row) => row.item),
  column('location', 'text', (row) => row.location),
  column('disposition', 'text', (row) => row.disposition),
  column('lot', 'text', (row) => row.lot),
  column('on_hand', 'bigint', (row) => row.onHand),
  column('allocated', 'bigint', (row) => row.allocated),
  column('updated_at', 'timestamptz', (row) => row.now),
];

export const ALLOCATIONS: readonly Column<Store.AllocationRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('line', 'integer', (row) => row.line),
  column('item', 'text', (row) => row.item),
  column('site', 'text', (row) => row.site),
  column('lot', 'text', (row) => row.lot),
  column('entity', 'text', (row) => row.entity),
  column('quantity', 'bigint', (row) => row.quantity),
  column('ordered_at', 'timestamptz', (row) => row.orderedAt),
  column('life_days', 'integer', (row) => row.lifeDays),
];

export const LOTS: readonly Column<Store.LotRow & { readonly now: Instant }>[] = [
  column('entity', 'text', (row) => row.entity),
  column('item', 'text', (row) => row.item),
  column('lot', 'text', (row) => row.lot),
  column('instance', 'text', (row) => row.instance),
  column('expires_on', 'date', (row) => row.expiresOn),
  column('received_on', 'date', (row) => row.receivedOn),
  column('bar', 'text', (row) => row.bar),
  column('updated_at', 'timestamptz', (row) => row.now),
];

export const BACKORDERS: readonly Column<Store.BackorderRow>[] = [
  column('instance', 'text', (row) => row.instance),
  column('line', 'integer', (row) => row.line),
  column('item', 'text', (row) => row.item),
  column('entity', 'text', (row) => row.entity),
  column('shortfall', 'bigint', (row) => row.shortfall),
  column('ordered_at', 'timestamptz', (row) => row.orderedAt),
  column('life_days', 'integer', (row) => row.lifeDays),
];

export const ALIASES: readonly Column<Store.BatchWrite['aliases'][number]>[] = [
  column('entity', 'text', (row) => row.entity),
  column('alias', 'text', (row) => row.alias),
  column('instance', 'text', (row) => row.instance),
];

export const MESSAGES: readonly Column<Store.MessageRow>[] = [
  column('source', 'text', (row) => row.source),
  column('message_id', 'text', (row) => row.messageId),
  column('entity', 'text', (row) => row.entity),
  column('headers', 'text', (row) => row.headers),
  column('body', 'bytea', (row) => row.body),
  column('body_hash', 'text', (row) => row.bodyHash),
  column('received_at', 'timestamptz', (row) => row.receivedAt),
  column('accepted_count', 'integer', (row) => row.accepted),
  column('duplicate_count', 'integer', (row) => row.duplicates),
  column('conflict_count', 'integer', (row) => row.conflicts),
  column('waiting_count', 'integer', (row) => row.waiting),
  column('quarantined_count', 'integer', (row) => row.quarantined),
  column('enclosed_by', 'text', (row) => row.enclosedBy ?? null),
];

export const WAITING: readonly Column<Store.WaitingFactRow>[] = [
  column('source', 'text', (row) => row.source),
  column('id', 'text', (row) => row.id),
  column('entity', 'text', (row) => row.entity),
  column('alias', 'text', (row) => row.alias),
  column('type', 'text', (row) => row.type),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('recorded_at', 'timestamptz', (row) => row.recordedAt),
  column('correlation_id', 'text', (row) => row.correlationId),
  column('causation_id', 'text', (row) => row.causationId),
  column('message_id', 'text', (row) => row.messageId),
  column('body', 'text', (row) => row.text),
];

export const QUARANTINED: readonly Column<Store.QuarantineRow>[] = [
  column('kind', 'text', (row) => row.kind),
  column('entity', 'text', (row) => row.entity),
  column('source', 'text', (row) => row.source),
  column('message_id', 'text', (row) => row.messageId),
  column('fact_id', 'text', (row) => row.factId),
  column('fact_type', 'text', (row) => row.factType),
  column('business_key', 'text', (row) => row.businessKey),
  column('code', 'text', (row) => row.code),
  column('reason', 'text', (row) => row.reason),
  column('headers', 'text', (row) => row.headers),
  column('body', 'bytea', (row) => row.body),
  column('body_hash', 'text', (row) => row.bodyHash),
  column('occurred_at', 'timestamptz', (row) => row.occurredAt),
  column('received_at', 'timestamptz', (row) => row.receivedAt),
  column('waits_for', 'text', (row) => row.waitsFor ?? null),
];

export const LOSSES: readonly Column<Store.SilentLossRow>[] = [
  column('system', 'text', (row) => row.system),
  column('channel', 'text', (row) => row.channel),
  column('day', 'date', (row) => row.day),
  column('lost_count', 'integer', (row) => row.lost),
  column('last_seen_at', 'timestamptz', (row) => row.seenAt),
];
