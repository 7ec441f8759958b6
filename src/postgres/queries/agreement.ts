/** Sums of the whole installation, or of some entities. */
import type { AgreementCounts, EntityScope } from '../../application/query/reads.ts';
import { at, bigint, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, rowsOf, type Queryable } from './query.ts';

/** Counts by a word, as `select word, n` answers them. */
const byWord = (rows: readonly Raw[]): Record<string, number> =>
  Object.fromEntries(rows.map((row) => [maybeText(row['word']) ?? '', number(row['n'])]));

export async function readAgreement(db: Queryable, entities: EntityScope): Promise<AgreementCounts> {
  const where = new Conditions().entities('entity', entities);
  const ask = (sql: string): Promise<readonly Raw[]> =>
    rowsOf(db, sql.replace('{where}', `where ${where.sql}`), where.values);
  const [instances, stakes, commands, cases, kinds, facts, repeated, waiting, quarantined, losses] =
    await Promise.all([
      ask(`select lifecycle as word, count(*) as n, sum(equations_checked) as checked,
        sum(equations_in_transit) as in_transit, sum(equations_broken) as broken
        from instance {where} and workflow = 'order-to-cash' group by lifecycle order by lifecycle`),
      ask(`select currency, sum(at_stake_minor)::text as minor from instance {where}
        and equations_broken > 0 and currency <> '' group by currency order by currency`),
      ask('select status as word, count(*) as n from command {where} group by status order by status'),
      ask(`select count(*) as opened, count(*) filter (where state = 'open') as open
        from exception_case {where}`),
      ask(`select kind as word, count(*) as n from exception_case {where} and state = 'open'
        group by kind order by kind`),
      ask(`select count(*) as n, count(*) filter (where evolution = 1 and message_id is null) as repeated,
        count(*) filter (where evolution = 3) as conflicts from fact {where}`),
      ask('select coalesce(sum(duplicate_count), 0) as n from inbound_message {where}'),
      ask('select count(*) as n from waiting_fact {where}'),
      ask(`select count(*) as n from quarantine {where} and state = 'open'`),
      rowsOf(
        db,
        `select system, channel, sum(lost_count) as lost, ${ms('max(last_seen_at)', 'last_seen_at')}
        from silent_loss group by system, channel order by system, channel`,
      ),
    ]);
  // A message counts its own repetitions; facts that came without one are counted themselves.
  const total = (column: string): number =>
    instances.reduce((sum, row) => sum + number(row[column]), 0);
  const first = (rows: readonly Raw[], column: string): number => number(rows[0]?.[column] ?? 0);
  return {
    equationsChecked: total('checked'),
    equationsInTransit: total('in_transit'),
    equationsBroken: total('broken'),
    atStake: stakes.map((row) => ({ currency: text(row['currency']), minor: bigint(row['minor']) })),
    lifecycles: byWord(instances),
    commands: byWord(commands),
    casesOpened: first(cases, 'opened'),
    casesOpen: first(cases, 'open'),
    casesByKind: byWord(kinds),
    factsRecorded: first(facts, 'n'),
    repetitions: first(facts, 'repeated') + first(repeated, 'n'),
    conflicts: first(facts, 'conflicts'),
    waiting: first(waiting, 'n'),
    quarantined: first(quarantined, 'n'),
    losses: losses.map((row) => ({
      system: text(row['system']),
      channel: text(row['channel']),
      lost: number(row['lost']),
      lastSeenAt: at(row['last_seen_at']),
    })),
  };
}
