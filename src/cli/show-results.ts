/** What the commands answer, as people read it. */
import type { AuditVerdict,
  BenchResult,
  DoctorResult,
  KeyResult,
  LinesWorth,
  MoneyTotals,
  ReplayResult,
  ReturnFigures,
  RunResult,
  SimulateResult,
} from './results.ts';
import { countsLine, pairs, plural, table, type Column } from './table.ts';

/** Whether a run is as it should be. */
export const isRight = (result: RunResult): boolean =>
  result.equations.broken === 0 &&
  result.unexplained === 0 &&
  result.stock.unequal === 0 &&
  result.audit.violations + result.audit.forgotten === 0;

function auditLine({ violations, forgotten, writtenOff }: AuditVerdict): string {
  return `twice or without reason ${violations}, forgotten ${forgotten}, written off ${writtenOff}`;
}

function returnsLine({ requested, received, credited, refused, awaitingPerson }: ReturnFigures): string {
  const figure = ({ count, money }: ReturnFigures['requested']): string => `${count} (${money})`;
  return (
    `requested ${figure(requested)}, received ${figure(received)}, credited ${figure(credited)}, ` +
    `refused ${figure(refused)}, waiting for a person ${figure(awaitingPerson)}`
  );
}

export function showRun(result: RunResult): string {
  const { equations, cases, commands } = result;
  const verdict = isRight(result)
    ? 'Every equation holds or says why not yet, and every order is finished or explained.'
    : `NOT RIGHT: ${plural(equations.broken, 'broken equation')}, ` +
      `${plural(result.unexplained, 'unexplained order')}, ` +
      `${plural(result.stock.unequal, 'wrong balance')}, ` +
      `${plural(result.audit.violations + result.audit.forgotten, 'objection')} of the auditor.`;
  const { facts, duplicatesSuppressed, quarantined, adjustments, stock } = result;
  return [
    `${plural(result.orders, 'order')} in ${result.elapsedSeconds.toFixed(1)} s. ${verdict}`,
    pairs([
      ['orders', countsLine(result.lifecycle)],
      ['lines', String(result.lines)],
      ['facts', `${facts}; duplicates suppressed ${duplicatesSuppressed}; quarantined ${quarantined}`],
      ['commands', countsLine({ ...commands })],
      ['cases', `opened ${cases.opened}, open ${cases.open}`],
      ['stock', `${plural(stock.positions, 'position')}, not the sum of their movements ${stock.unequal}`],
      ['adjustments', `posted ${adjustments.posted}, waiting for a person ${adjustments.awaitingPerson}`],
      ['equations', `checked ${equations.checked}, broken ${equations.broken}`],
      ['returns', returnsLine(result.returns)],
      ['auditor', auditLine(result.audit)],
    ]),
    ...result.audit.first.map((line) => `             ${line}`),
    '',
    table(TOTALS, Object.entries(result.totalsByCurrency), Infinity),
  ].join('\n');
}

const TOTALS: readonly Column<[currency: string, totals: MoneyTotals]>[] = [
  { heading: 'currency', cell: ([currency]) => currency },
  ...(['ordered', 'shipped', 'invoiced', 'credited', 'paid'] as const).map(
    (name): Column<[string, MoneyTotals]> => ({
      heading: name,
      align: 'right',
      cell: ([, totals]) => totals[name],
    }),
  ),
];

const worth = ({ lines, money }: LinesWorth): string => `${lines} (${money})`;

export function showReplay(result: ReplayResult): string {
  const { linesRead, linesSold, setAside, remarks, unreadable, credited } = result.source;
  const counted = (what: string, counts: Readonly<Record<string, number>>): [string, string][] =>
    Object.entries(counts).map(([kind, count]) => [`${what}: ${kind}`, String(count)]);
  return [
    showRun(result),
    '',
    `Every line of the files, ${linesRead} in all:`,
    pairs([
      ['sold', String(linesSold)],
      ...counted('set aside', setAside),
      ...counted('of those sold', remarks),
      ['credited', `${credited.lines}, of which lead to a sale ${worth(credited.matched)}`],
      ...Object.entries(credited.unmatched).map(
        ([kind, found]): [string, string] => [`credited, without a sale: ${kind}`, worth(found)],
      ),
    ]),
    ...(unreadable.length === 0 ? [] : [`unreadable: ${unreadable.join(', ')}`]),
  ].join('\n');
}

export function showSimulation(result: SimulateResult): string {
  const { histories, seed: first, elapsedSeconds, violations } = result;
  const rate = elapsedSeconds === 0 ? '–' : Math.round(histories / elapsedSeconds);
  const head =
    `${histories} histories from seed ${first} in ${elapsedSeconds.toFixed(1)} s (${rate}/s): ` +
    `${plural(violations, 'violation')}.`;
  const lines = result.violated.map(({ seed, law, text }) => `  seed ${seed}, law ${law}: ${text}`);
  return [head, ...lines].join('\n');
}

export function showBench(result: BenchResult): string {
  const { name, value, unit, reference, ratio, runs, spread, passed, ...rest } = result;
  const goal = passed === undefined ? [] : [['goal', passed ? 'met' : 'MISSED'] as const];
  const more = Object.entries(rest).map(
    ([key, found]) => [key, typeof found === 'string' ? found : JSON.stringify(found)] as const,
  );
  return [
    `${name}: ${value} ${unit}`,
    pairs([
      ['reference', `${reference} ${unit}; ratio ${ratio}`],
      ['runs', `${runs}, from ${spread[0]} to ${spread[1]}`],
      ...goal,
      ...more,
    ]),
  ].join('\n');
}

export function showKey(result: KeyResult): string {
  const { id, name, system, roles, entities, sites, expiresAt, secret } = result;
  return [
    pairs([
      ['key', id],
      ['name', name],
      ['system', system ?? '–'],
      ['roles', roles.join(', ')],
      ['entities', entities.join(', ') || 'all'],
      ['sites', sites.join(', ') || 'all'],
      ['expires', expiresAt ?? 'never'],
      ['secret', secret],
    ]),
    'Keep the secret now: it is stored nowhere and not shown again.',
  ].join('\n');
}

export function showDoctor(result: DoctorResult): string {
  const columns: Column<DoctorResult['checks'][number]>[] = [
    { heading: 'check', cell: ({ name }) => name },
    { heading: '', cell: ({ ok }) => (ok ? 'ok' : 'PROBLEM') },
    { heading: '', cell: ({ text, mend }) => (mend === '' ? text : `${text}. ${mend}`) },
  ];
  const [, ...rows] = table(columns, result.checks, Infinity).split('\n');
  const problems = result.checks.filter(({ ok }) => !ok).length;
  const verdict = problems === 0 ? 'Everything is well.' : `${plural(problems, 'problem')} to mend.`;
  return [...rows, verdict].join('\n');
}
