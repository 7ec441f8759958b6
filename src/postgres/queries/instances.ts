/** Instances: one by its key, and all that is stored of it. */
import type { AttemptRow, CommandRow, FactRow, InstanceRow } from '../../application/ports/store.ts';
import type { CommandRef } from '../../application/query/command-name.ts';
import type { EntityScope, Moment, Page, WorkflowFilter } from '../../application/query/reads.ts';
import {
  at,
  bigint,
  COMMAND_COLUMNS,
  commandRow,
  FACT_COLUMNS,
  factRow,
  maybeAt,
  maybeText,
  ms,
  number,
  text,
  type Raw,
} from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

export const INSTANCE_COLUMNS = `i.key, i.entity, i.workflow, i.business_id, i.version, i.definition_version,
  i.lifecycle, i.settled, i.underway, ${ms('i.next_deadline_at')}, ${ms('i.look_again_at')},
  i.equations_checked, i.equations_in_transit, i.equations_broken, i.open_cases, i.at_stake_minor, i.currency,
  i.line_count, i.ordered_minor, i.shipped_minor, i.invoiced_minor, i.credited_minor, i.paid_minor,
  ${ms('i.opened_at')}, ${ms('i.updated_at')}`;

export const instanceRow = (row: Raw): InstanceRow => ({
  key: text(row['key']),
  entity: text(row['entity']),
  workflow: text(row['workflow']),
  businessId: text(row['business_id']),
  version: number(row['version']),
  definitionVersion: text(row['definition_version']),
  lifecycle: text(row['lifecycle']),
  settled: row['settled'] as boolean,
  underway: row['underway'] as boolean,
  nextDeadlineAt: maybeAt(row['next_deadline_at']),
  lookAgainAt: maybeAt(row['look_again_at']),
  equationsChecked: number(row['equations_checked']),
  equationsInTransit: number(row['equations_in_transit']),
  equationsBroken: number(row['equations_broken']),
  openCases: number(row['open_cases']),
  atStakeMinor: bigint(row['at_stake_minor']),
  currency: text(row['currency']),
  lineCount: number(row['line_count']),
  orderedMinor: bigint(row['ordered_minor']),
  shippedMinor: bigint(row['shipped_minor']),
  invoicedMinor: bigint(row['invoiced_minor']),
  creditedMinor: bigint(row['credited_minor']),
  paidMinor: bigint(row['paid_minor']),
  openedAt: at(row['opened_at']),
  updatedAt: at(row['updated_at']),
});

export async function findInstances(
  db: Queryable,
  workflow: string,
  businessId: string,
  entities: EntityScope,
): Promise<readonly string[]> {
  const where = new Conditions()
    .and('business_id = ?', businessId)
    .and('workflow = ?', workflow)
    .entities('entity', entities);
  const rows = await rowsOf(db, `select key from instance where ${where.sql} order by key`, where.values);
  return rows.map((row) => text(row['key']));
}

export async function readInstanceRow(db: Queryable, key: string): Promise<InstanceRow | null> {
  const [row] = await rowsOf(db, `select ${INSTANCE_COLUMNS} from instance i where key = $1`, [key]);
  return row === undefined ? null : instanceRow(row);
}

export async function readFacts(
  db: Queryable,
  instance: string,
  upTo?: Moment,
): Promise<readonly FactRow[]> {
  const time = upTo?.reading === 'occurred' ? 'occurred_at' : 'recorded_at';
  const past = upTo === undefined ? '' : `and ${time} <= to_timestamp($2::double precision / 1000)`;
  const sql = `select ${FACT_COLUMNS} from fact where instance = $1 ${past} order by instance_version`;
  return (await rowsOf(db, sql, upTo === undefined ? [instance] : [instance, upTo.at])).map(factRow);
}

export async function readFactsAfter(
  db: Queryable,
  instance: string,
  version: number | null,
): Promise<readonly FactRow[]> {
  const sql = `select ${FACT_COLUMNS} from fact where instance = $1 and instance_version > $2
    order by instance_version`;
  return (await rowsOf(db, sql, [instance, version ?? -1])).map(factRow);
}

export async function readCommands(db: Queryable, instance: string): Promise<readonly CommandRow[]> {
  const sql = `select ${COMMAND_COLUMNS} from command where instance = $1
    order by command.issued_at, command_id, generation`;
  return (await rowsOf(db, sql, [instance])).map(commandRow);
}

export async function readCommand(db: Queryable, ref: CommandRef): Promise<CommandRow | null> {
  const sql = `select ${COMMAND_COLUMNS} from command
    where instance = $1 and command_id = $2 and generation = $3`;
  const [row] = await rowsOf(db, sql, [ref.instance, ref.id, ref.generation]);
  return row === undefined ? null : commandRow(row);
}

export async function readAttempts(db: Queryable, ref: CommandRef): Promise<readonly AttemptRow[]> {
  const sql = `select attempt, kind, ${ms('started_at')}, ${ms('ended_at')}, result, detail
    from command_attempt where instance = $1 and command_id = $2 and generation = $3
    order by command_attempt.started_at, attempt`;
  return (await rowsOf(db, sql, [ref.instance, ref.id, ref.generation])).map((row) => ({
    ...ref,
    attempt: number(row['attempt']),
    kind: row['kind'] as AttemptRow['kind'],
    startedAt: at(row['started_at']),
    endedAt: at(row['ended_at']),
    result: text(row['result']),
    detail: maybeText(row['detail']),
  }));
}

export async function findUnequal(
  db: Queryable,
  entities: EntityScope,
  limit: number,
): Promise<readonly string[]> {
  const where = new Conditions().entities('entity', entities);
  const sql = `select key from instance
    where (equations_broken > 0 or equations_in_transit > 0) and ${where.sql}
    order by equations_broken > 0 desc, at_stake_minor desc, key limit ${where.value(limit)}`;
  return (await rowsOf(db, sql, where.values)).map((row) => text(row['key']));
}

/**
 * The instances of a page of a list, cut before anything else is looked up: what a join adds to a row is
 * then read for the rows of the page alone, and not for each row of the workflow. `filtering`: joins that
 * conditions need.
 */
export const newestOf = (where: Conditions, limit: number, filtering = ''): string => `(
    select i.* from instance i ${filtering} where ${where.sql}
    order by i.opened_at desc, i.key desc limit ${where.value(limit)}) i`;

/** The order of such a list. */
export const NEWEST_FIRST = 'order by i.opened_at desc, i.key desc';

/** A page of the instances of a workflow, the newest first. */
export async function instancesOf(
  db: Queryable,
  workflow: string,
  filter: WorkflowFilter,
): Promise<Page<InstanceRow>> {
  const where = new Conditions()
    .and('i.workflow = ?', workflow)
    .entities('i.entity', filter.entities)
    .and('i.lifecycle = ?', filter.lifecycle)
    .andAll('(i.opened_at, i.key) < (?::timestamptz, ?::text)', filter.after);
  const sql = `select ${INSTANCE_COLUMNS} from instance i where ${where.sql}
    order by i.opened_at desc, i.key desc limit ${where.value(filter.limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, instanceRow, (row) => [
    timeText(row.openedAt),
    row.key,
  ]);
}
