/** From a file to facts: the whole file, or everything that is wrong with it. Pure. */
import { createHash } from 'node:crypto';
import type { InboundMessage, Translation } from '../../application/ports/connector.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { factsOf, type Reading } from '../mapping/facts.ts';
import { matchesAny } from '../mailbox/settings.ts';
import { headerOf } from '../signed-message.ts';
import { checked, documentOf, located } from './document.ts';
import { decodeText } from './encoding.ts';
import { FILE_LIMITS } from './limits.ts';
import { recordsOf } from './rows.ts';
import type { FlatFileSettings } from './settings.ts';

/** Digits of a checksum that tell the contents of one name apart. */
const CHECKSUM_LENGTH = 16;

/** Reads a file that was collected; its name is in the header `x-file-name`. */
export function translate(
  message: InboundMessage,
  settings: FlatFileSettings,
  reading: Reading,
): Translation {
  const name = headerOf(message, 'x-file-name');
  if (name === undefined) return { kind: 'rejected', reason: 'only files that were collected are read' };
  const checksum = createHash('sha256').update(message.body).digest('hex').slice(0, CHECKSUM_LENGTH);
  const messageId = `${name} ${checksum}`;
  const faulty = (faults: readonly Fault[]): Translation => {
    const told = faults.slice(0, FILE_LIMITS.faultsToldMax);
    const more = faults.length - told.length;
    const rest = more > 0 ? [{ path: '$', message: `and ${more} more faults` }] : [];
    return { kind: 'faults', messageId, faults: [...told, ...rest] };
  };
  const declared = settings.reads.find(({ names }) => matchesAny(names, name));
  if (declared === undefined)
    return faulty([{ path: '$', message: `nobody has declared how ${name} is read` }]);
  const text = decodeText(message.body, declared.encoding);
  if (!text.ok) return faulty([{ path: '$', message: text.error }]);
  const records = recordsOf(text.value, declared);
  if (!records.ok) return faulty(records.error);
  const document = documentOf(records.value, declared, { name, checksum });
  if (!document.ok) return faulty(document.error);
  const headers = { 'x-file-name': name };
  const odd = checked(document.value, declared, headers, reading.codes);
  if (odd.length > 0) return faulty(odd);
  const said = { document: document.value, record: document.value, headers };
  const facts = factsOf(declared.facts, said, reading);
  if (!facts.ok) return faulty(facts.error.map((fault) => located(fault, document.value)));
  return { kind: 'facts', messageId, facts: facts.value };
}
