/** A system that lives on files in a mailbox, known by its declaration alone. */
import type {
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../../application/ports/connector.ts';
import { MailboxError, type Mailbox } from '../../application/ports/mailbox.ts';
import { companyCodes } from '../company-codes.ts';
import type { ConnectorOptions } from '../connector-kind.ts';
import { declaredCodes } from '../declared-codes.ts';
import type { Reading } from '../mapping/facts.ts';
import { openMailbox } from '../mailbox/open-mailbox.ts';
import { FILE_LIMITS } from './limits.ts';
import type { FlatFileSettings } from './settings.ts';
import { translate } from './translate.ts';
import { writtenFile, type WrittenFile } from './written-file.ts';

const BUDGET: ConnectorBudget = { concurrency: 2, perSecond: 20, timeoutMs: 60_000 };

interface Files {
  readonly mailbox: Mailbox;
  readonly settings: FlatFileSettings;
  readonly reading: Reading;
}

/** Opens the connector of a system that lives on files. */
export function flatFileConnector(options: ConnectorOptions<FlatFileSettings>): Connector {
  const { settings, system, url, secret } = options;
  const reading: Reading = {
    companies: companyCodes(options.entities),
    codes: declaredCodes(settings.codes, options.codes),
    fallbackEntity: Object.values(options.entities)[0] ?? '',
  };
  const mailbox = openMailbox({ url, secret, settings: settings.mailbox, between: options.between });
  const files: Files = { mailbox, settings, reading };
  return {
    system,
    proof: { honoursKey: false, settleAfterMs: FILE_LIMITS.settleAfterMs },
    budget: { ...BUDGET, ...options.budget },
    mailbox,
    execute: (command, signal) => execute(files, command, signal),
    probe: (command, signal) => probe(files, command, signal),
    translate: (message) => translate(message, settings, reading),
    // Files that were not collected yet are no statement: nothing tells what ought to have come.
    statement: () => Promise.resolve([]),
  };
}

async function execute(
  files: Files,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const written = writtenFile(command, files.settings, files.reading);
  if (!written.ok) return { kind: 'failed', fault: 'malformed', reason: written.error };
  const { name, body } = written.value;
  let isBegun = false;
  try {
    const before = await lying(files, written.value, signal);
    if (before === 'same') return { kind: 'done', facts: [] };
    if (before === 'other') {
      const reason = `another file was delivered as ${name}: its name must tell instructions apart`;
      return { kind: 'failed', fault: 'malformed', reason };
    }
    isBegun = true;
    await files.mailbox.deliver(name, body, signal);
  } catch (error) {
    return failureOf(error, isBegun);
  }
  const proof = await probe(files, command, signal);
  if (proof.kind === 'applied') return { kind: 'done', facts: [] };
  const reason = proof.kind === 'unknown' ? proof.reason : `${name} is not where it was delivered`;
  return { kind: 'in-doubt', reason: `read back: ${reason}` };
}

async function probe(files: Files, command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> {
  const written = writtenFile(command, files.settings, files.reading);
  if (!written.ok) return { kind: 'unknown', reason: written.error };
  try {
    switch (await lying(files, written.value, signal)) {
      case 'none':
        return { kind: 'absent' };
      case 'same':
        return { kind: 'applied', facts: [] };
      case 'other':
        return { kind: 'unknown', reason: `another file was delivered as ${written.value.name}` };
    }
  } catch (error) {
    return { kind: 'unknown', reason: (error as Error).message };
  }
}

/** What was delivered under the file's name. */
async function lying(
  { mailbox }: Files,
  { name, body }: WrittenFile,
  signal: AbortSignal,
): Promise<'none' | 'same' | 'other'> {
  const found = await mailbox.delivered(name, signal);
  if (found === null) return 'none';
  return Buffer.from(found).equals(body) ? 'same' : 'other';
}

function failureOf(error: unknown, isBegun: boolean): ExecutionResult {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof MailboxError)) return { kind: 'in-doubt', reason };
  switch (error.fault) {
    case 'lost':
      return isBegun ? { kind: 'in-doubt', reason } : { kind: 'failed', fault: 'unavailable', reason };
    case 'unauthorized':
      return { kind: 'failed', fault: 'unauthorized', reason };
    case 'unavailable':
    case 'refused':
      // A full disk, a folder that is missing: somebody mends it meanwhile.
      return { kind: 'failed', fault: 'unavailable', reason };
  }
}
