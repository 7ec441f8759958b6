/** The second wait of a batch: everything it writes, and the commit, in one go. */
import type { BatchWrite, Committed, LotRow, PositionRow } from '../application/ports/store.ts';
import type { Copier, Sender } from './batch-store.ts';
import { array, arrayOf, insertSql, parameters, rowset, type Column } from './columns.ts';
import { copyInto, type CopyTarget } from './copy-rows.ts';
import {
  ALIASES,
  ALLOCATIONS,
  ATTEMPTS,
  BACKORDERS,
  CASES_CLOSED,
  CASES_OPENED,
  COMMANDS,
  COMMAND_UPDATES,
  FACTS,
  INSTANCES,
  LOSSES,
  LOTS,
  MESSAGES,
  MOVEMENTS,
  POSITIONS,
  QUARANTINED,
  STREAMS,
  WAITING,
} from './batch-columns.ts';
import { bigint, ms, number, text, waitingFactRow, type Raw } from './rows.ts';

/** A command changed hands while the batch meant to withdraw it. */
export class LeaseChangedError extends Error {
  override readonly name = 'LeaseChangedError';
}

/** `set a = excluded.a, …` for an upsert. */
const excluded = (columns: readonly Column<never>[], keys: readonly string[]): string =>
  columns
    .filter(({ name }) => !keys.includes(name))
    .map(({ name }) => `${name} = excluded.${name}`)
    .join(', ');

const upsert = (table: string, columns: readonly Column<never>[], keys: readonly string[]): string =>
  insertSql(
    table,
    columns,
    `order by ${keys.join(',')} on conflict (${keys.join(',')}) do update set ${excluded(columns, keys)}`,
  );

/**
 * Takes rows out by their keys: one look at the primary key for each, by its first two columns.
 * These tables are empty again and again. A plain join was planned on one that had just been emptied as a
 * walk over all of it with every key tried at each row, and stayed so when it was full: 20 seconds for one
 * batch. Their rows are only touched under the locks of their instances, or go once: none moves meanwhile.
 */
function goneSql(table: string, keys: readonly Column<never>[]): string {
  const names = keys.map(({ name }) => name);
  const same = names.map((name) => `t.${name} = u.${name}`);
  const found = ['ctid', ...names.slice(2)].map((name) => `t.${name}`);
  return `delete from ${table} where ctid = any(array(select t.ctid from ${rowset('u', keys)}
    cross join lateral (select ${found.join(', ')} from ${table} t
      where ${same.slice(0, 2).join(' and ')} offset 0) t
    where ${['true', ...same.slice(2)].join(' and ')}))`;
}

/**
 * A look that is due anyway before the one that is wanted now stays as it is: it finds out when the next
 * one is due. So most updates of an instance change no indexed column, and cost the table alone.
 */
const SOONER_LOOK = `look_again_at = case
  when instance.look_again_at > excluded.updated_at and instance.look_again_at <= excluded.look_again_at
  then instance.look_again_at else excluded.look_again_at end`;

const SQL = {
  instances: upsert('instance', INSTANCES, ['key'])
    .replace('opened_at = excluded.opened_at, ', '')
    .replace('look_again_at = excluded.look_again_at', SOONER_LOOK),
  streams: upsert('movement_stream', STREAMS, ['key']),
  commandUpdates: `with changed as (
    update command c set
      status = coalesce(u.status, c.status), attempts = c.attempts + u.attempts,
      probes = c.probes + u.probes, next_attempt_at = u.next_attempt_at,
      sent_at = coalesce(u.sent_at, c.sent_at), settled_at = coalesce(u.settled_at, c.settled_at),
      compensated_at = coalesce(u.compensated_at, c.compensated_at),
      last_detail = coalesce(u.detail, c.last_detail)
    from ${rowset('u', COMMAND_UPDATES)}
    where c.instance = u.instance and c.command_id = u.command_id and c.generation = u.generation
      and (not u.leased or c.lease_owner is not distinct from u.lease_owner)
    returning u.leased)
    select count(*) filter (where leased) as leased from changed`,
  attempts: insertSql('command_attempt', ATTEMPTS, 'on conflict do nothing'),
  casesOpened: insertSql(
    'exception_case',
    CASES_OPENED,
    `on conflict (instance, case_id) where state = 'open' do update
    set text = excluded.text, role = excluded.role, exposure_minor = excluded.exposure_minor,
      currency = excluded.currency, playbook = excluded.playbook`,
  ),
  casesClosed: `update exception_case c set state = u.state, closed_at = u.closed_at
    from ${rowset('u', CASES_CLOSED)}
    where c.instance = u.instance and c.case_id = u.case_id and c.state = 'open'`,
  positions: insertSql(
    'position',
    POSITIONS,
    `order by entity, item, location, disposition, lot
    on conflict (entity, item, location, disposition, lot) do update
    set on_hand = position.on_hand + excluded.on_hand, allocated = position.allocated + excluded.allocated,
      updated_at = excluded.updated_at
    returning entity, item, location, disposition, lot, on_hand, allocated`,
  ),
  allocationsGone: goneSql('allocation', ALLOCATIONS.slice(0, 5)),
  allocations: upsert('allocation', ALLOCATIONS, ['instance', 'line', 'item', 'site', 'lot']),
  backordersGone: goneSql('backorder', BACKORDERS.slice(0, 3)),
  backorders: upsert('backorder', BACKORDERS, ['instance', 'line', 'item']),
  lots: upsert('lot', LOTS, ['entity', 'item', 'lot']),
  // Whoever decides about these positions waits for us, and then reads the lot as we leave it. Lists and no
  // join, which was planned as a walk over every position; a namesake in another company is locked too.
  lotPositions: `select from position
    where entity = any(${arrayOf(1, 'text')}) and item = any(${arrayOf(2, 'text')})
      and lot = any(${arrayOf(3, 'text')})
    order by entity, item, location, disposition, lot for no key update`,
  aliases: insertSql('alias', ALIASES, 'order by entity, alias on conflict do nothing'),
  messages: insertSql('inbound_message', MESSAGES, 'on conflict (source, message_id) do nothing'),
  delivered: goneSql('waiting_fact', WAITING.slice(0, 2)),
  quarantined: insertSql(
    'quarantine',
    QUARANTINED,
    `on conflict (source, kind, coalesce(message_id, ''), coalesce(fact_id, ''), body_hash)
    where state = 'open' do update set seen_count = quarantine.seen_count + 1,
      code = excluded.code, reason = excluded.reason, waits_for = excluded.waits_for`,
  ),
  redriven: `update quarantine set state = 'redriven', settled_at = now(), redrive_count = redrive_count + 1
    where id = any(${arrayOf(1, 'bigint')}) and state = 'open'`,
  losses: insertSql(
    'silent_loss',
    LOSSES,
    `order by system, channel, day
    on conflict (system, channel, day) do update
    set lost_count = silent_loss.lost_count + excluded.lost_count, last_seen_at = excluded.last_seen_at`,
  ),
  waitingFor: `select w.source, w.id, w.entity, w.alias, w.type,
    ${ms('w.occurred_at')}, ${ms('w.recorded_at')},
    w.correlation_id, w.causation_id, w.message_id, w.body
    from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'text')}) as u(entity, alias)
    cross join lateral (select * from waiting_fact w
      where w.entity = u.entity and w.alias = u.alias offset 0) w
    order by w.recorded_at, w.source, w.id`,
  notify: `select pg_notify('crossdock_command', p::text) from unnest(${arrayOf(1, 'smallint')}) p`,
};

/** Tables whose rows nobody can have written before us: a repetition is an error. */
const APPENDED = {
  facts: copyInto('fact', FACTS),
  commands: copyInto('command', COMMANDS),
  movements: copyInto('movement', MOVEMENTS),
  waiting: copyInto('waiting_fact', WAITING),
};

/** Writes and commits. A rejected statement aborts the others and turns the commit into a rollback. */
export async function writeBatch(send: Sender, copy: Copier, write: BatchWrite): Promise<Committed> {
  await checkLeases(send, write);
  const sent: Promise<unknown>[] = [];
  const append = <Row>(target: CopyTarget<Row>, rows: readonly Row[]): void => {
    if (rows.length > 0) sent.push(copy(target, rows));
  };
  const put = <Row>(name: keyof typeof SQL, columns: readonly Column<Row>[], rows: readonly Row[]): void => {
    if (rows.length > 0) sent.push(send(name, SQL[name], parameters(columns, rows)));
  };
  append(APPENDED.facts, write.facts);
  put('instances', INSTANCES, write.instances);
  put('streams', STREAMS, write.streams);
  append(APPENDED.commands, write.commands);
  put(
    'commandUpdates',
    COMMAND_UPDATES,
    write.commandUpdates.filter((row) => row.expectedLease === null),
  );
  put('attempts', ATTEMPTS, write.attempts);
  put('casesClosed', CASES_CLOSED, write.casesClosed);
  put('casesOpened', CASES_OPENED, write.casesOpened);
  append(APPENDED.movements, write.movements);
  put(
    'allocations',
    ALLOCATIONS,
    write.allocations.filter((row) => row.quantity > 0n),
  );
  put(
    'allocationsGone',
    ALLOCATIONS.slice(0, 5),
    write.allocations.filter((row) => row.quantity === 0n),
  );
  put(
    'backorders',
    BACKORDERS,
    write.backorders.filter((row) => row.shortfall > 0n),
  );
  put(
    'backordersGone',
    BACKORDERS.slice(0, 3),
    write.backorders.filter((row) => row.shortfall === 0n),
  );
  if (write.lots.length > 0) {
    put('lotPositions', LOTS.slice(0, 3) as unknown as Column<LotRow>[], write.lots);
    put('lots', LOTS, write.lots.map((row) => ({ ...row, now: write.now })));
  }
  put('aliases', ALIASES, write.aliases);
  put('messages', MESSAGES, write.messages);
  append(APPENDED.waiting, write.waiting);
  put(
    'delivered',
    WAITING.slice(0, 2) as unknown as Column<{ source: string; id: string }>[],
    write.delivered,
  );
  put('quarantined', QUARANTINED, onceEach(write.quarantined));
  put('losses', LOSSES, write.losses);
  if (write.redriven.length > 0) sent.push(send('redriven', SQL.redriven, [array('bigint', write.redriven)]));
  const foreign = write.commands.filter((row) => row.leaseOwner === null).map((row) => row.partition);
  if (foreign.length > 0) sent.push(send('notify', SQL.notify, [array('smallint', [...new Set(foreign)])]));
  // Positions last: they are what batches share most, so their locks are held shortest.
  const positions =
    write.positions.length === 0
      ? Promise.resolve([])
      : send(
          'positions',
          SQL.positions,
          parameters(
            POSITIONS,
            write.positions.map((row) => ({ ...row, now: write.now })),
          ),
        );
  const waiting =
    write.aliases.length === 0
      ? Promise.resolve([])
      : send('waitingFor', SQL.waitingFor, parameters(ALIASES.slice(0, 2), write.aliases));
  const commit = send('commit', 'commit', []);
  const [positionRows, waitingRows] = await Promise.all([positions, waiting, commit, ...sent]);
  return { positions: positionRows.map(positionRow), waiting: waitingRows.map(waitingFactRow) };
}

/** Withdrawals come first and alone: if a command changed hands, nothing else is sent. */
async function checkLeases(send: Sender, write: BatchWrite): Promise<void> {
  const leased = write.commandUpdates.filter((row) => row.expectedLease !== null);
  if (leased.length === 0) return;
  const [row] = await send('commandUpdates', SQL.commandUpdates, parameters(COMMAND_UPDATES, leased));
  if (number(row!['leased']) !== leased.length) throw new LeaseChangedError('a command changed hands');
}

/** One upsert cannot touch a row twice. */
function onceEach(rows: BatchWrite['quarantined']): BatchWrite['quarantined'] {
  const byKey = new Map(
    rows.map((row) => [
      [row.source, row.kind, row.messageId ?? '', row.factId ?? '', row.bodyHash].join('\u001f'),
      row,
    ]),
  );
  return [...byKey.values()];
}

const positionRow = (row: Raw): PositionRow => ({
  entity: text(row['entity']),
  item: text(row['item']),
  location: text(row['location']),
  disposition: text(row['disposition']),
  lot: text(row['lot']),
  onHand: bigint(row['on_hand']),
  allocated: bigint(row['allocated']),
});
