/** From a pushed message to facts. Pure. */
import { createHash } from 'node:crypto';
import type { InboundMessage, Translation } from '../../application/ports/connector.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { headerOf } from '../signed-message.ts';
import { parseExactJson } from '../expression/exact-json.ts';
import type { Expression } from '../expression/expression.ts';
import { factsOf, isNameable, type Reading } from '../mapping/facts.ts';
import type { HttpSettings } from './settings.ts';
import { isOurRecord, RECORD_HEADER, refusedBy } from './signature.ts';

/** What authenticates messages. */
export interface Secrets {
  /** Those that the system signs with. */
  readonly signing: readonly string[];
  /** Ours: under it records of statements are kept in quarantine. */
  readonly own: string;
}

/** Reads a message: whole, or with everything that is wrong with it. */
export function translate(
  message: InboundMessage,
  settings: HttpSettings,
  { signing, own }: Secrets,
  reading: Reading,
): Translation {
  const mapping = headerOf(message, RECORD_HEADER);
  if (mapping !== undefined) return translateRecord(message, mapping, settings, own, reading);
  const { messages, signature } = settings;
  if (messages === undefined || signature === undefined) {
    return { kind: 'rejected', reason: 'the system is not declared to push messages' };
  }
  const refusal = refusedBy(message, signature, signing);
  if (refusal !== null) return { kind: 'rejected', reason: refusal };
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const document = readDocument(message.body);
  const root = document.ok ? document.value : null;
  const names = new Map([['headers', headers]]);
  const read = (expression: Expression, what: string): Result<string, Fault> => {
    const result = expression.evaluate({ root, names, codes: reading.codes });
    if (!result.ok)
      return err({ ...result.error, message: `${result.error.message} (${what} of the message)` });
    if (typeof result.value === 'string' && isNameable(result.value)) return ok(result.value);
    return err({ path: '$', message: `the ${what} of the message is no name` });
  };
  const id = read(messages.id, 'id');
  const messageId = id.ok ? id.value : null;
  const faulty = (faults: readonly Fault[]): Translation => ({ kind: 'faults', messageId, faults });
  if (!document.ok) return faulty([document.error]);
  if (!id.ok) return faulty([id.error]);
  const kind = read(messages.kind, 'kind');
  if (!kind.ok) return faulty([kind.error]);
  const entry = Object.hasOwn(messages.kinds, kind.value) ? messages.kinds[kind.value] : undefined;
  if (entry === undefined)
    return faulty([{ path: '$', message: `nobody has said what "${kind.value}" means` }]);
  if ('refuse' in entry) return faulty([{ path: '$', message: entry.refuse }]);
  if ('ignore' in entry) return { kind: 'facts', messageId: id.value, facts: [] };
  let record = root;
  if (entry.at !== undefined) {
    const at = entry.at.evaluate({ root, names, codes: reading.codes });
    if (!at.ok) return faulty([at.error]);
    record = at.value;
  }
  const facts = factsOf(settings.mappings[entry.mapping]!, { document: root, record, headers }, reading);
  if (!facts.ok) return faulty(facts.error);
  return { kind: 'facts', messageId: id.value, facts: facts.value };
}

/** A record of a statement that comes again from quarantine. */
function translateRecord(
  message: InboundMessage,
  mapping: string,
  { mappings }: HttpSettings,
  own: string,
  reading: Reading,
): Translation {
  if (!isOurRecord(message, mapping, own)) {
    return { kind: 'rejected', reason: 'the record is not one that we kept' };
  }
  const messageId = recordId(message.body);
  const read = readDocument(message.body);
  if (!read.ok) return { kind: 'faults', messageId, faults: [read.error] };
  const known = Object.hasOwn(mappings, mapping) ? mappings[mapping] : undefined;
  if (known === undefined) {
    const fault = { path: '$', message: `the mapping "${mapping}" is gone` };
    return { kind: 'faults', messageId, faults: [fault] };
  }
  const facts = factsOf(known, { document: read.value, record: read.value, headers: {} }, reading);
  if (!facts.ok) return { kind: 'faults', messageId, faults: facts.error };
  return { kind: 'facts', messageId, facts: facts.value };
}

/** The name under which a record of a statement is kept. */
export const recordId = (body: Uint8Array): string =>
  `record/${createHash('sha256').update(body).digest('hex')}`;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function readDocument(body: Uint8Array): Result<unknown, Fault> {
  try {
    return ok(parseExactJson(UTF8.decode(body)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err({ path: '$', message: `not JSON in UTF-8: ${reason}` });
  }
}
