/** Sweeps by hand, and whether one system agrees: what it holds against what is known here. */
import type { Command } from 'commander';
import { setTimeout } from 'node:timers/promises';
import * as contract from '../contract/resources/sweeps.ts';
import { moneyText } from './answers.ts';
import { openClient, type ApiClient, type Query } from './client.ts';
import { add, type Desk, type Outcome } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { limitOption } from './options.ts';
import { pairs, plural, table, wordsOf, type Column } from './table.ts';

/** Milliseconds between two questions how far it is: a person follows a few pictures a second. */
const ASK_EVERY_MS = 300;

type Difference = ReportAnswer['differences'][number];

/** The answer of `getSystemAgreement`, as far as the command line shows it. */
export interface ReportAnswer {
  readonly system: string;
  readonly at: string;
  readonly sweep: {
    readonly activity: string | null;
    readonly compared: number;
    readonly failure: string | null;
  } | null;
  readonly statement: { readonly readTo: string } | null;
  readonly objects: readonly {
    readonly object: string;
    readonly comparedAt: string;
    readonly agreed: number;
    readonly odd: number;
    readonly missingHere: number;
    readonly missingThere: number;
    readonly inTransit: number;
    readonly repaired: number;
    readonly atStake: readonly { readonly amount: string; readonly currency: string }[];
    readonly oldestAt: string | null;
    readonly failure: string | null;
  }[];
  readonly sites: readonly {
    readonly site: string;
    readonly agreed: number;
    readonly odd: number;
    readonly missingHere: number;
    readonly missingThere: number;
    readonly inTransit: number;
    readonly atStake: readonly { readonly amount: string; readonly currency: string }[];
    readonly oldestAt: string | null;
  }[];
  readonly differences: readonly {
    readonly object: string;
    readonly entity: string;
    readonly number: string;
    readonly verdict: string;
    readonly inTransit: boolean;
    readonly cause: string;
    readonly atStake: { readonly amount: string; readonly currency: string } | null;
    readonly firstSeenAt: string;
  }[];
  readonly complete: boolean;
  readonly silentLoss: readonly { readonly channel: string; readonly lost: number }[];
}

const askReport = async (client: ApiClient, system: string, query: Query): Promise<ReportAnswer> =>
  (await client.get(contract.getSystemAgreement, { system }, query)) as ReportAnswer;

export function addSweep(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'sweep', 'Ask a system now what it holds, repair what was lost, report the rest.',
    ['sweep wms', 'sweep erp --json'],
    '0 it agrees, 1 something does not or could not be compared, 3 no server, 4 no such system.',
  )
    .argument('<system>', 'system of the configuration, for example wms')
    .addOption(limitOption());
  command.action((system: string, { limit }: { limit: number }) =>
    run(command, async ({ signal, progress }) => {
      const client = openClient(io);
      await client.post(contract.beginSweep, { system });
      for (;;) {
        const report = await askReport(client, system, { limit: Math.min(limit, ROWS_MAX) });
        const { activity = null, compared = 0 } = report.sweep ?? {};
        if (activity === null) return outcomeOf(report, tableColumnsOf(io.stdout));
        progress({ activity: `sweeping ${system}: ${wordsOf(activity)}`, done: compared });
        await setTimeout(ASK_EVERY_MS, undefined, { signal });
      }
    }),
  );
}

/** Rows of the report that the server gives at once. */
const ROWS_MAX = 200;

/** Whether one system agrees, object by object. */
export async function systemOutcome(
  client: ApiClient,
  system: string,
  query: Query,
  columnsMax: number,
): Promise<Outcome> {
  return outcomeOf(await askReport(client, system, query), columnsMax);
}

function outcomeOf(report: ReportAnswer, columnsMax: number): Outcome {
  return { result: report, text: showReport(report, columnsMax), right: isRight(report) };
}

const isRight = (report: ReportAnswer): boolean =>
  (report.sweep?.failure ?? null) === null &&
  report.objects.every(
    ({ odd, missingHere, missingThere, failure }) =>
      odd + missingHere + missingThere === 0 && failure === null,
  );

function showReport(report: ReportAnswer, columnsMax: number): string {
  const { system, objects, sites, differences, silentLoss, statement } = report;
  const wrong = objects.reduce((sum, one) => sum + one.odd + one.missingHere + one.missingThere, 0);
  const lost = silentLoss.map(({ channel, lost: count }) => `${channel} ${count}`);
  const failures = objects.flatMap(({ object, failure }) =>
    failure === null ? [] : [`${object}: ${failure}`],
  );
  const parts = [
    wrong === 0
      ? `${system} agrees, as far as it was compared.`
      : `${plural(wrong, 'difference')} with ${system}.`,
    pairs([
      ['as of', report.at],
      ['statement', statement === null ? 'never read' : `read up to ${statement.readTo}`],
      ['silent loss', lost.join(' · ') || 'none'],
      ...failures.map((failure): [string, string] => ['not compared', failure]),
    ]),
  ];
  if (objects.length > 0) parts.push(`\n${table(OBJECT, objects, columnsMax)}`);
  if (sites.length > 0) parts.push(`\n${table(siteColumns(Date.parse(report.at)), sites, columnsMax)}`);
  if (differences.length > 0) {
    parts.push(`\n${table(differenceColumns(Date.parse(report.at)), differences, columnsMax)}`);
    if (!report.complete) parts.push('… and more: raise --limit');
  }
  return parts.join('\n');
}

const OBJECT: readonly Column<ReportAnswer['objects'][number]>[] = [
  { heading: 'object', cell: ({ object }) => wordsOf(object) },
  { heading: 'agreed', align: 'right', cell: ({ agreed }) => String(agreed) },
  { heading: 'odd', align: 'right', cell: ({ odd }) => String(odd) },
  { heading: 'missing here', align: 'right', cell: ({ missingHere }) => String(missingHere) },
  { heading: 'missing there', align: 'right', cell: ({ missingThere }) => String(missingThere) },
  { heading: 'in transit', align: 'right', cell: ({ inTransit }) => String(inTransit) },
  { heading: 'repaired', align: 'right', cell: ({ repaired }) => String(repaired) },
  { heading: 'at stake', align: 'right', cell: ({ atStake }) => atStake.map(moneyText).join(', ') || '–' },
];

const siteColumns = (nowMs: number): readonly Column<ReportAnswer['sites'][number]>[] => [
  { heading: 'stock at', cell: ({ site }) => site },
  { heading: 'agreed', align: 'right', cell: ({ agreed }) => String(agreed) },
  { heading: 'odd', align: 'right', cell: ({ odd }) => String(odd) },
  { heading: 'missing here', align: 'right', cell: ({ missingHere }) => String(missingHere) },
  { heading: 'missing there', align: 'right', cell: ({ missingThere }) => String(missingThere) },
  { heading: 'in transit', align: 'right', cell: ({ inTransit }) => String(inTransit) },
  { heading: 'at stake', align: 'right', cell: ({ atStake }) => atStake.map(moneyText).join(', ') || '–' },
  {
    heading: 'oldest', align: 'right',
    cell: ({ oldestAt }) => (oldestAt === null ? '–' : ageText(nowMs - Date.parse(oldestAt))),
  },
];

const differenceColumns = (nowMs: number): readonly Column<Difference>[] => [
  { heading: 'age', align: 'right', cell: ({ firstSeenAt }) => ageText(nowMs - Date.parse(firstSeenAt)) },
  { heading: 'at stake', align: 'right', cell: ({ atStake }) => moneyText(atStake) },
  { heading: 'what', cell: ({ verdict, inTransit }) => (inTransit ? 'in transit' : wordsOf(verdict)) },
  { heading: 'object', cell: ({ object, entity }) => `${wordsOf(object)}, ${entity}` },
  { heading: 'number', cell: ({ number }) => number },
  { heading: 'cause', cell: ({ cause }) => cause },
];

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** An age as people say it: `12 min`, `5 h`, `3 d`. */
function ageText(ageMs: number): string {
  const minutes = Math.max(0, Math.floor(ageMs / MINUTE_MS));
  if (minutes < 2 * HOUR_MINUTES) return `${minutes} min`;
  return minutes < 2 * DAY_MINUTES
    ? `${Math.floor(minutes / HOUR_MINUTES)} h`
    : `${Math.floor(minutes / DAY_MINUTES)} d`;
}
