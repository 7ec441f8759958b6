/** What a batch reads beyond its locks: instances not in memory, and stock to promise from. */
import type { StockOnHand, StoredInstance } from '../application/ports/stored.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { Sender } from './batch-store.ts';
import { array, arrayOf, texts } from './columns.ts';
import {
  at,
  allocationRow,
  backorderRow,
  bigint,
  lotTerms,
  movementRow,
  ms,
  number,
  storedCommand,
  storedFact,
  text,
  MOVEMENT_COLUMNS,
  STORED_COMMAND_COLUMNS,
  STORED_FACT_COLUMNS,
} from './rows.ts';

const keys = `any(${arrayOf(1, 'text')})`;

const FACTS = `select instance, ${STORED_FACT_COLUMNS}
  from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'integer')}) as w(key, after)
  join fact on fact.instance = w.key and fact.instance_version > w.after`;
const COMMANDS = `select instance, ${STORED_COMMAND_COLUMNS} from command where instance = ${keys}
  order by instance, issued_at, command_id, generation`;
const CASES = `select instance, case_id from exception_case where instance = ${keys} and state = 'open'`;
const MOVEMENTS = `select ${MOVEMENT_COLUMNS} from movement where instance = ${keys}`;
const ALLOCATIONS = `select instance, line, item, site, lot, entity, quantity, ${ms('ordered_at')}, life_days
  from allocation where instance = ${keys}`;
const BACKORDERS = `select instance, line, item, entity, shortfall, ${ms('ordered_at')}, life_days
  from backorder where instance = ${keys}`;

export async function loadInstances(
  send: Sender,
  wanted: readonly { readonly key: string; readonly afterVersion: number }[],
): Promise<readonly StoredInstance[]> {
  const names = texts(wanted.map((row) => row.key));
  const after = array('integer', wanted.map((row) => row.afterVersion));
  const [facts, commands, cases, movements, allocations, backorders] = await Promise.all([
    send('load-facts', FACTS, [names, after]),
    send('load-commands', COMMANDS, [names]),
    send('load-cases', CASES, [names]),
    send('load-movements', MOVEMENTS, [names]),
    send('load-allocations', ALLOCATIONS, [names]),
    send('load-backorders', BACKORDERS, [names]),
  ]);
  const [f, c, e, m, a, b] = [facts, commands, cases, movements, allocations, backorders].map((rows) =>
    Map.groupBy(rows, (row) => text(row['instance'])),
  );
  return wanted.map(({ key }) => ({
    key,
    facts: (f!.get(key) ?? []).map(storedFact),
    commands: (c!.get(key) ?? []).map(storedCommand),
    openCases: (e!.get(key) ?? []).map((row) => text(row['case_id'])),
    movements: (m!.get(key) ?? []).map(movementRow),
    allocations: (a!.get(key) ?? []).map(allocationRow),
    backorders: (b!.get(key) ?? []).map(backorderRow),
  }));
}

const REQUESTS = `select distinct on (instance) instance, content from command
  where instance = ${keys} and type = $2 and status = 'done'
  order by instance, settled_at desc, generation desc`;

export async function readRequests(
  send: Sender,
  type: string,
  instances: readonly string[],
): Promise<StockOnHand['requests']> {
  if (instances.length === 0) return [];
  const rows = await send('ledger-requests', REQUESTS, [texts(instances), type]);
  return rows.map((row) => ({ instance: text(row['instance']), content: text(row['content']) }));
}

/**
 * Of one company, in the order of the primary key, as every batch writes positions. A list of keys and no
 * join, and a disposition that only its parameter says: else it was planned as a walk over every position
 * there is, by their order or by the index of what is sellable, and split the list anew at each.
 */
const LOCK_STOCK = `select entity, item, location, lot, on_hand, allocated from position
  where entity = $1 and item = any(${arrayOf(2, 'text')}) and disposition = $3
    and location not in ('supplier', 'customer', 'adjustment')
  order by entity, item, location, disposition, lot for no key update`;

/**
 * A statement of its own, after the locks: it sees what those we waited for have committed. One look for each
 * item: on a table that had just been emptied, a join is planned as a walk over all of it.
 */
const WAITING_FOR = `select b.entity, b.item, b.instance, b.shortfall, ${ms('b.ordered_at')}, b.life_days
  from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'text')}) as w(entity, item)
  cross join lateral (select * from backorder b where b.entity = w.entity and b.item = w.item offset 0) b`;

/** A statement of its own, after the locks: whoever changes a lot holds its positions. */
const LOTS = `select l.entity, l.item, l.lot, l.expires_on::text, l.received_on::text, l.bar
  from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'text')}, ${arrayOf(3, 'text')}) as w(entity, item, lot)
  join lot l on l.entity = w.entity and l.item = w.item and l.lot = w.lot`;

type Locked = Pick<StockOnHand, 'positions' | 'backorders' | 'lots'>;

export async function lockStock(
  send: Sender,
  items: readonly { readonly entity: string; readonly item: string }[],
): Promise<Locked> {
  if (items.length === 0) return { positions: [], backorders: [], lots: [] };
  const parameters = [texts(items.map((row) => row.entity)), texts(items.map((row) => row.item))];
  const locked = [...Map.groupBy(items, (row) => row.entity)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([entity, of]) => [entity, texts(of.map((row) => row.item)), 'sellable_accessible'])
    .map((keys) => send('lock-stock', LOCK_STOCK, keys));
  const [waiting, ...rows] = await Promise.all([send('waiting-for', WAITING_FOR, parameters), ...locked]);
  const positions = rows.flat().map((row) => ({
    entity: text(row['entity']),
    item: text(row['item']),
    site: text(row['location']),
    lot: text(row['lot']),
    onHand: bigint(row['on_hand']) as Quantity,
    allocated: bigint(row['allocated']) as Quantity,
  }));
  const backorders = waiting.map((row) => ({
    entity: text(row['entity']),
    item: text(row['item']),
    instance: text(row['instance']),
    shortfall: bigint(row['shortfall']) as Quantity,
    orderedAt: at(row['ordered_at']),
    lifeDays: number(row['life_days']),
  }));
  return { positions, backorders, lots: await readLots(send, positions) };
}

/** Goods without lots cost no look. */
async function readLots(send: Sender, positions: Locked['positions']): Promise<Locked['lots']> {
  const named = positions.filter(({ lot }) => lot !== '');
  if (named.length === 0) return [];
  const columns = [named.map((row) => row.entity), named.map((row) => row.item), named.map((row) => row.lot)];
  return (await send('read-lots', LOTS, columns.map(texts))).map((row) => ({
    entity: text(row['entity']),
    ...lotTerms(row),
  }));
}
