/** What a record says: its mapping evaluated, checked by the codec of each fact. Pure. */
import type { CodeBook } from '../../application/ports/code-book.ts';
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { canonicalFact, together } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import type { Expression } from '../expression/expression.ts';
import { unknownMembers } from './unknown-members.ts';
import type { FactMapping } from './fact-mapping.ts';

/** What mappings are read with. */
export interface Reading {
  readonly companies: CompanyCodes;
  readonly codes: CodeBook;
  /** Under which a record is kept that does not even tell its company. */
  readonly fallbackEntity: string;
}

/** A record in its document, and the headers that it came with. */
export interface Said {
  readonly document: unknown;
  /** The record itself; the document where a message is one record. */
  readonly record: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The command that the record answers. */
  readonly command?: unknown;
}

/** Every fact of a record, or everything that is wrong with it: never half of it. */
export function factsOf(
  mappings: readonly FactMapping[],
  said: Said,
  reading: Reading,
): Result<readonly CanonicalFact[], readonly Fault[]> {
  const names = new Map<string, unknown>([
    ['headers', said.headers],
    ['record', said.record],
    ['command', said.command],
  ]);
  const results = mappings.flatMap((mapping) => {
    const focuses = focusesOf(mapping, said, names, reading);
    if (!focuses.ok) return [focuses];
    return focuses.value.flatMap(
      (focus) => factOf(mapping, { ...said, record: focus }, names, reading) ?? [],
    );
  });
  return together(results);
}

type Names = ReadonlyMap<string, unknown>;

const evaluated = (expression: Expression, said: Said, names: Names, { codes }: Reading) =>
  expression.evaluate({ root: said.document, focus: said.record, names, codes });

function focusesOf(
  { each, type }: FactMapping,
  said: Said,
  names: Names,
  reading: Reading,
): Result<readonly unknown[], readonly Fault[]> {
  if (each === undefined) return ok([said.record]);
  const list = evaluated(each, said, names, reading);
  if (!list.ok) return err([inFact(list.error, type, 'each')]);
  if (list.value === undefined || list.value === null) return ok([]);
  return ok(Array.isArray(list.value) ? list.value : [list.value]);
}

/** One fact, or `null` where the mapping says that there is none. */
function factOf(
  mapping: FactMapping,
  said: Said,
  names: Names,
  reading: Reading,
): Result<CanonicalFact, readonly Fault[]> | null {
  const { type } = mapping;
  const faults: Fault[] = [];
  const value = (
    member: 'when' | 'content' | 'id' | 'company' | 'occurredAt' | 'causation',
    known: Names,
  ) => {
    const expression = mapping[member];
    if (expression === undefined) return undefined;
    const result = evaluated(expression, said, known, reading);
    if (result.ok) return result.value;
    faults.push(inFact(result.error, type, member));
    return undefined;
  };
  const text = (member: 'id' | 'company' | 'occurredAt' | 'causation', known: Names): string => {
    const found = value(member, known);
    if (typeof found === 'string' && isNameable(found)) return found;
    if (faults.length === 0) {
      faults.push({
        path: '$',
        message: `is no printable text of at most ${NAME_LENGTH_MAX} characters (${type}, ${member})`,
      });
    }
    return '';
  };
  const isSaid = mapping.when === undefined ? true : value('when', names);
  if (faults.length > 0) return err(faults);
  if (isSaid === false) return null;
  if (isSaid !== true) return err([{ path: '$', message: `${type} when: is neither true nor false` }]);
  const content = value('content', names);
  if (faults.length > 0) return err(faults);
  const known = new Map([...names, ['content', content]]);
  const id = text('id', known);
  const company = text('company', known);
  const occurredAt = text('occurredAt', known);
  const causation = value('causation', known) === undefined ? undefined : text('causation', known);
  if (faults.length > 0) return err(faults);
  const factType = factTypeOf(type)!;
  const strange = unknownMembers(factType.schema, content);
  if (strange.length > 0) {
    return err(
      strange.map((path) => ({ path: '$', message: `${type} ${path}: the fact has no such member` })),
    );
  }
  const record = {
    id,
    code: company,
    occurredAt,
    path: '$',
    ...(causation === undefined ? {} : { causationId: causation }),
  };
  return canonicalFact(factType, record, reading.companies, content);
}

/** Characters of the name of a fact or a message: longer ones are contents, not names. */
const NAME_LENGTH_MAX = 300;

/** Whether a text can name a fact or a message: printable, and not endless. */
export const isNameable = (text: string): boolean =>
  text !== '' && text.length <= NAME_LENGTH_MAX && !/[\p{Cc}\p{Cs}]/u.test(text);

const inFact = (fault: Fault, type: string, member: string): Fault => ({
  ...fault,
  message: `${fault.message} (${type}, ${member})`,
});
