/** Evidence: take the pack of a document, verify one without a server, keep the page that does the same. */
import type { Command } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { verifierPage } from '../application/evidence/verifier-page.ts';
import {
  verifyEvidence,
  type EvidenceCheck,
  type EvidenceVerdict,
} from '../application/evidence/verification.ts';
import * as contract from '../contract/resources/evidence.ts';
import { openClient } from './client.ts';
import { add, type Desk, type Outcome } from './command-desk.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { tableColumnsOf, type CliIo } from './io.ts';
import { plural, table, type Column } from './table.ts';

interface TakeOptions {
  readonly out?: string;
  readonly entity?: string;
}

interface VerifyOptions {
  readonly seal?: string;
  readonly server?: boolean;
}

interface SealAnswer {
  readonly instance: string;
  readonly takenAt: string;
  readonly takenBy: string;
}

export function addEvidence(program: Command, desk: Desk): void {
  const { io, run } = desk;
  const take = add(
    program, 'evidence', 'Take the evidence of a document as one file, or verify such a file.',
    ['evidence INV-1001', 'evidence INV-1001 --out invoice.jsonl', 'evidence verify INV-1001.evidence.jsonl'],
    '0 taken, or sound, 1 not sound, 2 no such file, 3 no server, 4 no such document.',
  )
    .argument('<number>', 'number of the document in any system: invoice, credit memo, receipt, claim')
    .option('--out <file>', 'where to write it; by default <number>.evidence.jsonl')
    .option('--entity <entity>', 'where several entities have the number');
  take.action((number: string, { out, entity }: TakeOptions) =>
    run(take, async () => {
      const body = { number, ...(entity === undefined ? {} : { entity }) };
      const pack = (await openClient(io).post(contract.takeEvidence, body)) as string;
      const verdict = await verifyEvidence(Buffer.from(pack));
      const file = resolve(io.cwd, out ?? `${number.replaceAll(/[^\w.-]/g, '_')}.evidence.jsonl`);
      await writeFile(file, pack);
      const { sound, seal, records } = verdict;
      const result = { file, sound, seal, records: records.length };
      return { result, text: `${file}: ${plural(records.length, 'record')}, seal ${seal}`, right: sound };
    }),
  );
  addVerify(take, desk);
  addPage(take, desk);
}

function addVerify(parent: Command, { io, run }: Desk): void {
  const verify = add(
    parent, 'verify', 'Verify an evidence pack; it needs no server.',
    ['evidence verify INV-1001.evidence.jsonl', 'evidence verify INV-1001.evidence.jsonl --server'],
    '0 sound, 1 it was altered or a check fails, 2 no such file, 3 no server (only with --server).',
  )
    .argument('<file>', 'the pack')
    .option('--seal <hash>', 'the seal that it must have, as you were told')
    .option('--server', 'ask the server whether it took this very pack');
  verify.action((file: string, options: VerifyOptions) =>
    run(verify, async () => {
      const verdict = await verifyEvidence(await bytesOf(io, file));
      const here = await takenHere(io, verdict, options);
      const checks = [...verdict.checks, ...toldSeal(verdict, options), ...here];
      return outcomeOf(verdict, checks, tableColumnsOf(io.stdout));
    }),
  );
}

function addPage(parent: Command, { io, run }: Desk): void {
  const page = add(
    parent, 'page', 'Write the page that verifies packs in a browser, without a network.',
    ['evidence page verifier.html'], '0 written.',
  ).argument('<file>', 'where to write it');
  page.action((name: string) =>
    run(page, async () => {
      const file = resolve(io.cwd, name);
      await writeFile(file, verifierPage().html);
      return { result: { file }, text: file, right: true };
    }),
  );
}

async function bytesOf(io: CliIo, file: string): Promise<Uint8Array> {
  return readFile(resolve(io.cwd, file)).catch(() => {
    throw new CliError(EXIT.usage, 'no-file', `${file} cannot be read.`);
  });
}

function toldSeal({ seal }: EvidenceVerdict, { seal: told }: VerifyOptions): readonly EvidenceCheck[] {
  if (told === undefined) return [];
  const holds = told.toLowerCase() === seal;
  return [{ name: 'seal as told', holds, text: holds ? 'it is the one' : 'it is another seal' }];
}

/** Whoever alters a pack can seal it anew; but the audit chain names the seals of those that were taken. */
async function takenHere(
  io: CliIo,
  { seal }: EvidenceVerdict,
  { server }: VerifyOptions,
): Promise<readonly EvidenceCheck[]> {
  if (server !== true) return [];
  const name = 'audit chain';
  try {
    const found = await openClient(io).get(contract.findSeal, { seal });
    const { instance, takenAt, takenBy } = found as SealAnswer;
    return [{ name, holds: true, text: `${takenBy} took it of ${instance} at ${takenAt}` }];
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== EXIT.notFound) throw error;
    return [{ name, holds: false, text: 'no pack with this seal was taken here' }];
  }
}

function outcomeOf(verdict: EvidenceVerdict, checks: readonly EvidenceCheck[], columnsMax: number): Outcome {
  const sound = checks.every(({ holds }) => holds);
  const columns: Column<EvidenceCheck>[] = [
    { heading: 'verdict', cell: ({ holds }) => (holds ? 'holds' : 'FAILS') },
    { heading: 'of', cell: ({ name }) => name },
    { heading: 'finding', cell: ({ text }) => text },
  ];
  const { seal, header, records } = verdict;
  const said = sound ? 'Sound: nothing was altered.' : 'NOT SOUND: do not rely on it.';
  const result = { sound, seal, about: header?.['about'] ?? null, records: records.length, checks };
  return { result, text: `${table(columns, checks, columnsMax)}\n${said} Seal ${seal}`, right: sound };
}
