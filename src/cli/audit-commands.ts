/** The audit chain: listed, written out, and walked along to see whether it is whole. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Option, type Command } from 'commander';
import { ChainCheck, type ChainedEntry, type ChainVerdict } from '../application/access/audit.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import { listAudit, verifyAudit } from '../contract/resources/audit.ts';
import { parseInstant } from '../kernel/instant.ts';
import { openClient, type Query } from './client.ts';
import type { Page } from './answers.ts';
import { add, examples, type Desk, type Outcome } from './command-desk.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { tableColumnsOf, type CliIo } from './io.ts';
import { limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { pairs, plural, table, type Column } from './table.ts';

interface EntryAnswer {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly principal: string | null;
  readonly action: string;
  readonly entity: string | null;
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  readonly previous: string;
  readonly hash: string;
}

interface VerdictAnswer extends Omit<ChainVerdict, 'faults'> {
  readonly faults: readonly { readonly id: string | null; readonly fault: string; readonly text: string }[];
}

const LIST = listAudit;

export function addAudit(program: Command, { io, run }: Desk): void {
  const audit = program
    .command('audit')
    .description('The audit chain: who changed what, and whether the account of it is whole.')
    .addHelpText('after', examples('audit list --actor ada', 'audit verify', 'audit export audit.ndjson'));

  const list = add(
    audit, 'list', 'List what people, rules and keys changed, the newest first.',
    ['audit list', 'audit list --subject case/exc_42', 'audit list --action code.map --limit 10'],
    '0 listed, 3 no server.',
  )
    .option('--actor <name>', 'only by this person, rule or key')
    .option('--action <act>', 'only this act, for example case.assign')
    .option('--subject <subject>', 'only about this, for example case/exc_42')
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const result = await askPages<EntryAnswer>(openClient(io), LIST, query, limit);
      return { result, text: table(ENTRY, result.items, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const verify = add(
    audit, 'verify', 'Walk along the whole chain: finds any edit, removal, insertion and change of order.',
    ['audit verify', 'audit verify audit.ndjson --head 1042:9f2c…'],
    '0 it is whole, 1 it is not, 2 the file cannot be read, 3 no server.',
  )
    .argument('[file]', 'an exported chain, checked without a server')
    .addOption(headOption());
  verify.action((file: string | undefined, { head }: { head?: KeptHead }) =>
    run(verify, async () => {
      if (file !== undefined) return outcomeOf(await verifyFile(io, file, head));
      const found = (await openClient(io).get(verifyAudit)) as VerdictAnswer;
      return outcomeOf(found);
    }),
  );

  const exported = add(
    audit, 'export', 'Write the whole chain into a file, one JSON object a line, the oldest first.',
    ['audit export audit.ndjson'], '0 written, 2 the file cannot be written, 3 no server.',
  ).argument('<file>', 'is made anew');
  exported.action((file: string) =>
    run(exported, async ({ progress }) => {
      const result = await exportTo(io, file, (done) => progress({ activity: 'exporting', done }));
      const text = `Entries in ${file}: ${result.entries}. Head: ${result.entries}:${result.hash}`;
      return { result, text, right: true };
    }),
  );
}

interface KeptHead {
  readonly entries: number;
  readonly hash: string;
}

const headOption = (): Option =>
  new Option('--head <entries:hash>', 'what an earlier verdict or export said, kept elsewhere').argParser(
    (text: string): KeptHead => {
      const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
      if (match !== null) return { entries: Number(match[1]), hash: match[2]! };
      throw new CliError(EXIT.usage, 'usage', '--head must look like 1042:9f2c… with 64 hexadecimal digits.');
    },
  );

async function exportTo(io: CliIo, name: string, say: (done: number) => void): Promise<KeptHead> {
  const client = openClient(io);
  const file = await open(resolve(io.cwd, name), 'w', 0o600).catch((error: Error) => {
    throw new CliError(EXIT.usage, 'no-file', `${name} cannot be written: ${error.message}.`);
  });
  let head: KeptHead = { entries: 0, hash: '' };
  try {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { order: 'oldest', limit: HTTP_LIMITS.pageSizeMax, cursor };
      const page = (await client.get(LIST, {}, query)) as Page<EntryAnswer>;
      for (const entry of page.items) {
        await file.write(`${JSON.stringify(entry)}\n`);
        head = { entries: head.entries + 1, hash: entry.hash };
      }
      say(head.entries);
      cursor = page.next;
    }
  } finally {
    await file.close();
  }
  return head;
}

async function verifyFile(io: CliIo, name: string, kept: KeptHead | undefined): Promise<VerdictAnswer> {
  const check = new ChainCheck(kept === undefined ? [] : [kept]);
  let head: KeptHead = { entries: 0, hash: '' };
  try {
    for await (const line of createInterface({ input: createReadStream(resolve(io.cwd, name)) })) {
      const entry = entryOf(line);
      check.next(entry);
      head = { entries: head.entries + 1, hash: entry.hash };
    }
  } catch (error) {
    const place = `${name}, line ${head.entries + 1}`;
    throw new CliError(EXIT.usage, 'no-file', `${place}: ${(error as Error).message}`);
  }
  const { faults, ...verdict } = check.end(head);
  return {
    ...verdict,
    faults: faults.map(({ number, ...fault }) => {
      return { id: number === null ? null : `aud_${number}`, ...fault };
    }),
  };
}

function entryOf(line: string): ChainedEntry {
  const { id, at, ...entry } = JSON.parse(line) as EntryAnswer;
  const moment = parseInstant(at);
  if (!moment.ok) throw new TypeError(moment.error);
  return { ...entry, at: moment.value, number: BigInt(id.slice('aud_'.length)) };
}

function outcomeOf(verdict: VerdictAnswer): Outcome {
  const { sound, entries, hash, kept, faultCount, faults } = verdict;
  const torn = `THE AUDIT CHAIN IS NOT WHOLE: ${plural(faultCount, 'fault')}.`;
  const said = sound ? 'The audit chain is whole.' : torn;
  const lines = faults.map(({ id, text }): [string, string] => [id ?? 'its end', text]);
  const head: [string, string][] = [
    ['entries', String(entries)],
    ['head', `${entries}:${hash}`],
    ['compared with', plural(kept, 'head') + ' kept elsewhere'],
  ];
  return { result: verdict, text: [said, pairs([...head, ...lines])].join('\n'), right: sound };
}

const ENTRY: readonly Column<EntryAnswer>[] = [
  { heading: 'at', cell: ({ at }) => at },
  { heading: 'actor', cell: ({ actor }) => actor },
  { heading: 'act', cell: ({ action }) => action },
  { heading: 'subject', cell: ({ subject }) => subject },
  { heading: 'before', cell: ({ before }) => before ?? '–' },
  { heading: 'after', cell: ({ after }) => after ?? '–' },
  { heading: 'reason', cell: ({ reason }) => reason ?? '–' },
];
