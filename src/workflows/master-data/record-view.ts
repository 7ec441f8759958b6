/** A customer or an item as all systems together have it: what is true, who says otherwise, who holds it. */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { FactShape } from '../../engine/fact.ts';
import { customerFields } from '../../canonical/facts/customer-stated.v1.ts';
import { itemFields } from '../../canonical/facts/item-stated.v1.ts';
import {
  resolveField,
  sameValue,
  type FieldChoice,
  type ResolvedField,
  type Word,
} from '../../domain/masterdata/record.ts';
import { register, registers, registerTypes, type Stated, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { RecordKind, RecordPolicy } from './policy.ts';

/** The members that all statements about records have. */
interface RecordStatement {
  readonly system: string;
  readonly number: string;
  readonly version: number;
  readonly of?: string | undefined;
  readonly [field: string]: string | number | undefined;
}

/** Registers of a record. */
export const registersOf = (kind: RecordKind) =>
  registerTypes({
    stated: STATED[kind] as unknown as FactShape<RecordStatement>,
    fieldDecided: FACTS.fieldDecided,
    caseDecided: FACTS.caseDecided,
  });

export const STATED = { customer: FACTS.customerStated, item: FACTS.itemStated } as const;

export const FIELDS: Readonly<Record<RecordKind, readonly string[]>> = {
  customer: Object.keys(customerFields),
  item: Object.keys(itemFields),
};

/** The slots are the same for each kind: the first type differs in its name only. */
export const R = registersOf('customer');

/** What one system holds under one of its numbers. */
export interface Holding {
  readonly system: string;
  readonly number: string;
  readonly version: number;
  readonly values: ReadonlyMap<string, string>;
  /** Fields that repeat what we told it, and of which update. */
  readonly echo: Echo | null;
}

/** A record as all systems together have it. */
export interface RecordView {
  readonly fields: ReadonlyMap<string, ResolvedField>;
  /** By system and number; the system contradicts itself where one stands twice. */
  readonly holdings: readonly Holding[];
}

/** Which fields an update set, and to what: what `of` says. */
interface Echo {
  readonly fields: ReadonlySet<string>;
  readonly of: string;
}

const RADIX = 36;

/** Names an update: the fields that it sets, as bits, and a fingerprint of what it sets them to. */
export function updateNameOf(kind: RecordKind, values: ReadonlyMap<string, string>): string {
  let mask = 0;
  for (const [at, field] of FIELDS[kind].entries()) if (values.has(field)) mask |= 1 << at;
  const text = FIELDS[kind].map((field) => JSON.stringify(values.get(field) ?? null)).join('\n');
  return `${mask.toString(RADIX)}.${fingerprint(text)}`;
}

function echoOf(kind: RecordKind, of: string | undefined): Echo | null {
  const mask = /^([0-9a-z]{1,6})\.[0-9a-z]{14}$/.exec(of ?? '')?.[1];
  if (mask === undefined || of === undefined) return null;
  const bits = Number.parseInt(mask, RADIX);
  return { of, fields: new Set(FIELDS[kind].filter((_, at) => (bits & (1 << at)) !== 0)) };
}

/** Whether a statement repeats this field because we told its system so. */
export const isEchoed = (kind: RecordKind, of: unknown, field: string): boolean =>
  typeof of === 'string' && echoOf(kind, of)?.fields.has(field) === true;

/** Reads a state. */
export function recordView(kind: RecordKind, policy: RecordPolicy, state: State): RecordView {
  const stated = registers(state, R.stated).flatMap(({ contents }) => contents);
  const holdings = stated.map(({ value }) => holdingOf(kind, value));
  const fields = new Map<string, ResolvedField>();
  for (const field of FIELDS[kind]) {
    const words = stated.flatMap((one, at) => wordOf(field, one, holdings[at]!));
    const choice = register(state, R.fieldDecided, field)?.contents[0].value ?? null;
    if (words.length > 0) fields.set(field, resolveField(ruleOf(policy, field), words, choiceOf(choice)));
  }
  return { fields, holdings };
}

const ruleOf = (policy: RecordPolicy, field: string) => policy.fields.get(field) ?? null;

const choiceOf = (
  decided: ContentOfFact<typeof FACTS.fieldDecided> | null,
): FieldChoice | null => decided;

function holdingOf(kind: RecordKind, statement: RecordStatement): Holding {
  const { system, number, version, of } = statement;
  const values = new Map<string, string>();
  for (const field of FIELDS[kind]) {
    const value = statement[field];
    if (typeof value === 'string') values.set(field, value);
  }
  return { system, number, version, values, echo: echoOf(kind, of) };
}

function wordOf(field: string, stated: Stated<RecordStatement>, holding: Holding): readonly Word[] {
  const { system, number, values, echo } = holding;
  const value = values.get(field);
  if (value === undefined) return [];
  return [{ system, number, value, saidAt: stated.occurredAt, isEcho: echo?.fields.has(field) === true }];
}

/** What a system must be told, and what it holds instead; none: it holds what is true. */
export interface Update {
  readonly system: string;
  readonly number: string | null;
  readonly values: ReadonlyMap<string, string>;
  /** Names the update; the answer repeats it. */
  readonly of: string;
  /** Changes also with what the system holds: a value that came back is told once more. */
  readonly fingerprint: string;
}

/** What subscribers must be told so that they hold what is true. */
export function updatesOf(kind: RecordKind, policy: RecordPolicy, view: RecordView): readonly Update[] {
  return policy.subscribers.flatMap((system) => {
    const held = view.holdings.filter((holding) => holding.system === system);
    if (held.length === 0) return updateOf(kind, system, null, view);
    return held.flatMap((holding) => updateOf(kind, system, holding, view));
  });
}

function updateOf(
  kind: RecordKind,
  system: string,
  holding: Holding | null,
  { fields }: RecordView,
): readonly Update[] {
  const values = new Map<string, string>();
  const held: string[] = [];
  for (const [field, { value }] of fields) {
    const holds = holding?.values.get(field);
    if (value === null || (holds !== undefined && sameValue(holds, value))) continue;
    if (wasTold(kind, holding, field, fields)) continue;
    values.set(field, value);
    held.push(JSON.stringify(holds ?? null));
  }
  if (values.size === 0) return [];
  const of = updateNameOf(kind, values);
  const number = holding?.number ?? null;
  return [{ system, number, values, of, fingerprint: fingerprint([of, ...held].join('\n')) }];
}

/** The system answered an update to just this value with its own rendering: to repeat it is noise. */
function wasTold(
  kind: RecordKind,
  holding: Holding | null,
  field: string,
  fields: RecordView['fields'],
): boolean {
  const echo = holding?.echo ?? null;
  if (echo === null || !echo.fields.has(field)) return false;
  const told = new Map<string, string>();
  for (const name of echo.fields) {
    const value = fields.get(name)?.value ?? null;
    if (value !== null) told.set(name, value);
  }
  return updateNameOf(kind, told) === echo.of;
}
