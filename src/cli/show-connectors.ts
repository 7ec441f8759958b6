/** What `connector` answers, as people read it. */
import type { CertificateResult, ConnectorListResult, NewConnectorResult } from './results.ts';
import { pairs, plural, table, type Column } from './table.ts';

/** Characters of a line of evidence, at least. */
const EVIDENCE_WIDTH_MIN = 30;

/** The certificate: a row for each check, its evidence in full below its result. */
export function showCertificate(result: CertificateResult, width: number): string {
  const name = Math.max(...result.checks.map(({ check }) => check.length));
  const indent = ' '.repeat(name + 2 + RESULT_WIDTH + 2);
  const room = Math.max(EVIDENCE_WIDTH_MIN, width - indent.length);
  const rows = result.checks.map(({ check, result: found, evidence }) => {
    const [first = '', ...rest] = wrapped(evidence, room);
    const head = `${check.padEnd(name)}  ${WORDS[found].padEnd(RESULT_WIDTH)}  ${first}`;
    return [head, ...rest.map((line) => indent + line)].join('\n');
  });
  const { system, kind, url, at, seed, passed, failed, notApplicable, samples } = result;
  const verdict =
    failed === 0
      ? `PASSED: ${plural(passed, 'check')}, ${notApplicable} not applicable.`
      : `NOT PASSED: ${plural(failed, 'check')} failed, ${passed} passed, ${notApplicable} not applicable.`;
  return [
    `Certificate of ${system}`,
    pairs([
      ['kind', kind],
      ['system', url],
      ['made', `${at}, seed ${seed}, ${plural(samples, 'sample')}`],
    ]),
    '',
    ...rows,
    '',
    ...result.remarks.map((remark) => `Remark: ${remark}.`),
    verdict,
  ].join('\n');
}

const WORDS = { passed: 'passed', failed: 'FAILED', 'not-applicable': 'not applicable' } as const;
const RESULT_WIDTH = WORDS['not-applicable'].length;

/** A text in lines of at most so many characters, broken at blanks. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + 1 + word.length <= width;
    if (fits) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type SystemRow = ConnectorListResult['systems'][number];
type KindRow = ConnectorListResult['kinds'][number];

const SYSTEMS: readonly Column<SystemRow>[] = [
  { heading: 'system', cell: ({ system }) => system },
  { heading: 'kind', cell: ({ kind }) => kind },
  { heading: 'takes keys', cell: ({ honoursKey }) => yesNo(honoursKey) },
  {
    heading: 'settles after',
    align: 'right',
    cell: ({ settleAfterSeconds: seconds }) => (seconds === null ? '–' : `${seconds} s`),
  },
  { heading: 'at once', align: 'right', cell: ({ concurrency }) => String(concurrency ?? '–') },
  { heading: 'per second', align: 'right', cell: ({ perSecond }) => String(perSecond ?? '–') },
  { heading: 'pushes', cell: ({ pollOnly }) => yesNo(pollOnly === null ? null : !pollOnly) },
  { heading: 'where', cell: ({ url, problem }) => (problem === null ? url : `${url} (${problem})`) },
];

const KINDS: readonly Column<KindRow>[] = [
  { heading: 'kind', cell: ({ kind }) => kind },
  { heading: 'can be checked', cell: ({ specimen }) => (specimen ? 'yes' : 'no: it has no specimen') },
  { heading: 'settings', cell: ({ settings }) => (settings.length === 0 ? 'none' : settings.join(', ')) },
];

const yesNo = (value: boolean | null): string => (value === null ? '–' : value ? 'yes' : 'no');

export const showConnectors = ({ systems, kinds }: ConnectorListResult, width: number): string =>
  [table(SYSTEMS, systems, width), '', table(KINDS, kinds, width)].join('\n');

export function showNewConnector({ name, files, configuration }: NewConnectorResult): string {
  return [
    `The connector ${name} is written and registered:`,
    ...files.map((file) => `  ${file}`),
    '',
    `Its tests pass now: npm test -- connectors/${name}`,
    'Make them speak of your system: wire.ts, translate.ts, connector.ts and specimen.ts, in this order.',
    'Then name the system in crossdock.config.ts, and check it:',
    '',
    ...configuration.split('\n').map((line) => `  ${line}`),
    '',
    `  npm run crossdock -- connector check ${name} --yes`,
  ].join('\n');
}
