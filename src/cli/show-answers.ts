/** The server's answers as people read them. */
import {
  moneyText,
  type AgreementAnswer,
  type CaseAnswer,
  type CommandRowAnswer,
  type Explanation,
  type Page,
} from './answers.ts';
import { countsLine, pairs, plural, table, wordsOf, type Column } from './table.ts';

/** `2031-05-04T10:00:00.000Z` to the minute, which is what a person compares. */
export const minute = (instant: string | null): string =>
  instant === null ? '–' : `${instant.slice(0, 16).replace('T', ' ')}Z`;

export const section = (heading: string, text: string): string => `\n${heading}\n${text}`;
export const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

/** Why it is waiting, its gates, commands, deadlines, cases and equations. */
export function showExplanation(answer: Explanation, columnsMax: number): string {
  const { asOf } = answer;
  const number = 'rma' in answer ? answer.rma : answer.salesOrder;
  const parts = [
    `${number} (${answer.entity}) is ${wordsOf(answer.lifecycle)}` +
      `${answer.settled ? ', settled' : ''}.`,
    answer.waiting,
    answer.agreement,
    `As of ${minute(asOf.at)} (${asOf.reading}), from ${plural(asOf.facts, 'fact')}, by rules ${asOf.rules}.`,
  ];
  const gates = answer.commands.flatMap((command) =>
    command.gates.filter(({ status }) => status !== 'cleared').map((gate) => ({ command, gate })),
  );
  const width = columnsMax - 2;
  if (gates.length > 0) {
    const columns: Column<(typeof gates)[number]>[] = [
      { heading: 'holds back', cell: ({ command }) => command.id },
      { heading: 'gate', cell: ({ gate }) => gate.name },
      { heading: 'state', cell: ({ gate }) => gate.status },
      { heading: 'because', cell: ({ gate }) => gate.reason },
    ];
    parts.push(section('Gates that are not cleared', indented(table(columns, gates, width))));
  }
  if (answer.commands.length > 0) {
    parts.push(section('Commands', indented(table(EXPLAINED_COMMAND, answer.commands, width))));
  }
  if (answer.deadlines.length > 0) {
    parts.push(section('Deadlines', indented(table(DEADLINE, answer.deadlines, width))));
  }
  if (answer.cases.length > 0) {
    parts.push(section('Cases', indented(table(EXPLAINED_CASE, answer.cases, width))));
  }
  parts.push(section('Equations', indented(table(EQUATION, answer.equations, width))));
  return parts.join('\n');
}

const EXPLAINED_COMMAND: readonly Column<Explanation['commands'][number]>[] = [
  { heading: 'command', cell: ({ id }) => id },
  { heading: 'to', cell: ({ system }) => system },
  { heading: 'state', cell: ({ status, wanted }) => status ?? (wanted ? 'not sent' : '–') },
  { heading: 'why not sent', cell: ({ whyNotSent }) => whyNotSent ?? '' },
];

const DEADLINE: readonly Column<Explanation['deadlines'][number]>[] = [
  { heading: 'milestone', cell: ({ milestone }) => milestone },
  { heading: 'due', cell: ({ dueAt }) => minute(dueAt) },
  { heading: '', cell: ({ overdue }) => (overdue ? 'overdue' : '') },
];

const EXPLAINED_CASE: readonly Column<Explanation['cases'][number]>[] = [
  { heading: 'kind', cell: ({ kind }) => kind },
  { heading: 'queue', cell: ({ role }) => role },
  { heading: 'at stake', align: 'right', cell: ({ exposure }) => moneyText(exposure) },
  { heading: 'what', cell: ({ text }) => text },
];

const EQUATION: readonly Column<Explanation['equations'][number]>[] = [
  { heading: 'about', cell: ({ subject }) => subject },
  { heading: 'verdict', cell: ({ verdict }) => wordsOf(verdict) },
  {
    heading: 'equation',
    cell: ({ name, left, right, verdict, odd }) => {
      const sides = [left, right].map((terms) => terms.map(({ value }) => value).join(' + ') || '0');
      return `${name}: ${sides.join(' = ')}${verdict === 'holds' ? '' : ` (odd: ${odd})`}`;
    },
  },
];

export function showAgreement(answer: AgreementAnswer, columnsMax: number): string {
  const { equations, facts, cases } = answer;
  const { checked, holds: hold, inTransit, broken, atStake } = equations;
  const only = answer.entity === null ? '' : `, ${answer.entity} only`;
  const lost = answer.silentLoss.map(({ system, channel, lost: count }) => `${system} ${channel} ${count}`);
  const parts = [
    broken === 0
      ? `All systems agree${inTransit > 0 ? ', apart from what is on its way' : ''}.`
      : `${plural(broken, 'equation')} broken; at stake: ${atStake.map(moneyText).join(', ') || '–'}.`,
    pairs([
      ['as of', `${minute(answer.at)}, rules ${answer.rules}${only}`],
      ['equations', countsLine({ checked, hold, inTransit, broken })],
      ['orders', countsLine(answer.salesOrders)],
      ['commands', countsLine(answer.commands)],
      ['cases', `open ${cases.open} of ${cases.opened} ever; by kind: ${countsLine(cases.byKind)}`],
      ['facts', countsLine(facts)],
      ['silent loss', lost.join(' · ') || 'none'],
    ]),
  ];
  if (equations.unequal.length > 0) {
    const heading = equations.complete ? 'Unequal' : 'Unequal (not all orders were looked into)';
    parts.push(section(heading, indented(table(UNEQUAL, equations.unequal, columnsMax - 2))));
  }
  return parts.join('\n');
}

const UNEQUAL: readonly Column<AgreementAnswer['equations']['unequal'][number]>[] = [
  { heading: 'verdict', cell: ({ verdict }) => wordsOf(verdict) },
  { heading: 'count', align: 'right', cell: ({ count }) => String(count) },
  { heading: 'odd', cell: ({ odd }) => odd },
  { heading: 'at stake', align: 'right', cell: ({ atStake }) => atStake.map(moneyText).join(', ') },
  { heading: 'equation', cell: ({ name }) => name },
  { heading: 'for example', cell: ({ examples }) => examples.join(', ') },
];

export function showCases(page: Page<CaseAnswer>, columnsMax: number): string {
  if (page.items.length === 0) return 'No case matches.';
  const columns: Column<CaseAnswer>[] = [
    { heading: 'id', cell: ({ id }) => id },
    { heading: 'queue', cell: ({ role, assignee }) => (assignee === null ? role : `${role}: ${assignee}`) },
    { heading: 'since', cell: ({ openedAt }) => minute(openedAt) },
    { heading: 'at stake', align: 'right', cell: ({ exposure }) => moneyText(exposure) },
    { heading: 'about', cell: ({ instance }) => instance },
    { heading: 'kind', cell: ({ kind }) => kind },
    { heading: 'what', cell: ({ text }) => text },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

export function showCommands(page: Page<CommandRowAnswer>, columnsMax: number): string {
  if (page.items.length === 0) return 'No command matches.';
  const columns: Column<CommandRowAnswer>[] = [
    { heading: 'state', cell: ({ status }) => status },
    { heading: 'to', cell: ({ system }) => system },
    { heading: 'tries', align: 'right', cell: ({ attempts }) => String(attempts) },
    { heading: 'issued', cell: ({ issuedAt }) => minute(issuedAt) },
    { heading: 'next try', cell: ({ nextAttemptAt }) => minute(nextAttemptAt) },
    { heading: 'command', cell: ({ key }) => key },
    { heading: 'last words', cell: ({ detail }) => detail ?? '' },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

export const more = (page: Page<unknown>): string =>
  page.next === null ? '' : `\n… and more: raise --limit (${page.items.length} shown)`;
