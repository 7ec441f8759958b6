/** What a monitoring system asks every few seconds: only what an index answers. */
import { number, text } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

export interface StateGauges {
  readonly inDoubt: ReadonlyMap<string, number>;
  readonly openCases: ReadonlyMap<string, number>;
  readonly equationsBroken: number;
}

export async function readGauges(db: Queryable): Promise<StateGauges> {
  const [inDoubt, cases, broken] = await Promise.all([
    rowsOf(db, `select system as word, count(*) as n from command where status = 'in-doubt' group by 1`),
    rowsOf(db, `select role as word, count(*) as n from exception_case where state = 'open' group by 1`),
    rowsOf(db, 'select coalesce(sum(equations_broken), 0) as n from instance where equations_broken > 0'),
  ]);
  const byWord = (rows: typeof inDoubt): Map<string, number> =>
    new Map(rows.map((row) => [text(row['word']), number(row['n'])]));
  return {
    inDoubt: byWord(inDoubt),
    openCases: byWord(cases),
    equationsBroken: number(broken[0]!['n']),
  };
}
