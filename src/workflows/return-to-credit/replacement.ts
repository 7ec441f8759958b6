/**
 * The same goods again in place of those that came back: how much is owed, the order that brings it, and
 * how far that is. The order is one of its own, with everything that any order has, and at no price.
 */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Equation, ExceptionCase, Gate, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import {
  atLeastZero,
  formatQuantity,
  maxQuantity,
  minQuantity,
  parseQuantity,
  ZERO_QUANTITY,
  type Quantity,
} from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { rule } from '../command-rule.ts';
import { excessGate } from './excess.ts';
import { authorizedGate, gate, isAnswer, isDecided } from './gates.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { R, settle } from './registers.ts';
import type { Authorized, HeldLine, LineView, ReturnView } from './return-view.ts';

/** Characters that the number of an order may have: those of any identifier. */
const NUMBER_LENGTH_MAX = 64;

/** Number of the order that replaces the goods of a return: the same whoever works it out. */
export function replacementOf(rma: string): string {
  const number = `RPL-${rma}`;
  return number.length <= NUMBER_LENGTH_MAX ? number : `RPL-${fingerprint(rma).toUpperCase()}`;
}

/** What is sent again for one line of the return. */
export interface ReplacedLine {
  readonly line: number;
  readonly item: string;
  readonly held: HeldLine;
  /** Before the goods are back, as a policy says. */
  readonly inAdvance: boolean;
  /** Owed by now; where it goes in advance, for all that may still come back. */
  readonly earned: Quantity;
  /** What the order is to bring in all: what is owed, and never less than what has left. */
  readonly due: Quantity;
  readonly ordered: Quantity;
  /** Will have shipped in the end, as the order says. */
  readonly toShip: Quantity;
  readonly shipped: Quantity;
  /** Of what is due, what a person gave up because the order will not bring it. */
  readonly givenUp: Quantity;
}

const REPLACED: ReadonlySet<string> = new Set(['replacement', 'advance-replacement']);

/** Lines that a policy makes good by the same goods. */
export function replacedLines(view: ReturnView): readonly ReplacedLine[] {
  const [known] = registers(view.state, R.replacement);
  const report = known === undefined ? [] : settle(view.state, known, R.replacement.type).value.lines;
  const authorized = lastAuthorized(view);
  return view.lines.flatMap((line) => {
    const held = authorized?.lines.find((row) => row.line === line.line && REPLACED.has(row.settlement));
    if (held === undefined) return [];
    const inAdvance = held.settlement === 'advance-replacement';
    const earned = earnedOf(view, line, inAdvance);
    const { ordered, toShip, shipped } = report.find((row) => row.line === line.line) ?? NOT_ORDERED;
    const due = maxQuantity(atLeastZero(earned - decidedOf(view, DUE, line.line)), shipped);
    const givenUp = minQuantity(decidedOf(view, LOST, line.line), atLeastZero(due - shipped));
    const { line: number, item } = line;
    return [{ line: number, item, held, inAdvance, earned, due, ordered, toShip, shipped, givenUp }];
  });
}

/** What was allowed last, even if nothing is any more: what has left for it has left. */
function lastAuthorized({ state }: ReturnView): Authorized | undefined {
  const [known] = registers(state, R.authorized);
  return known && settle(state, known, R.authorized.type).value;
}

const NOT_ORDERED = { ordered: ZERO_QUANTITY, toShip: ZERO_QUANTITY, shipped: ZERO_QUANTITY } as const;

/** What the customer broke himself is not owed; what never came back is owed to nobody. */
function earnedOf(view: ReturnView, { line, allowed, received }: LineView, inAdvance: boolean): Quantity {
  let [good, ruined] = [0n, 0n];
  for (const { parts } of view.inspections) {
    for (const part of parts) {
      if (part.line !== line) continue;
      if (part.found.faultOf === 'customer') ruined += part.quantity;
      else good += part.quantity;
    }
  }
  if (!inAdvance) return minQuantity(good as Quantity, allowed);
  const expected = view.ended === null ? allowed : minQuantity(allowed, received);
  return atLeastZero(expected - ruined);
}

/** Nobody knows where to send it: a person does. */
const DUE = 'replacement-due';
/** The order will not bring all of it. */
const LOST = 'replacement-not-shipped';
/** More has left than is owed. */
const UNEARNED = 'replacement-unearned';

/** Names what is decided: the quantity last, after what tells it from an earlier one. */
const caseOf = (kind: string, line: number, quantity: Quantity, of = ''): string =>
  `${kind}:${line}:${of}${formatQuantity(quantity)}`;

/** Quantities that people decided of a line, in all. */
function decidedOf({ decisions }: ReturnView, kind: string, line: number): Quantity {
  let sum = 0n;
  for (const [id, verdict] of decisions) {
    if (!id.startsWith(`${kind}:${line}:`) || !isAnswer(verdict)) continue;
    sum += expectOk(parseQuantity(id.slice(id.lastIndexOf(':') + 1)), id);
  }
  return sum as Quantity;
}

/** Something is still to be sent. */
export const isReplacing = (view: ReturnView): boolean =>
  replacedLines(view).some(({ due, shipped, givenUp }) => due > shipped + givenUp);

/** Somebody, or some place, is known to send it to. */
export const isAddressKnown = (view: ReturnView): boolean => lastAuthorized(view)?.shipTo !== undefined;

/** Place the order for all lines at once; it is set to this, however often it is told. */
export function replacementCommands(view: ReturnView, rma: string): readonly Wanted[] {
  const { request, decision } = view;
  const authorized = lastAuthorized(view);
  const shipTo = authorized?.shipTo;
  if (request === undefined || authorized === undefined || shipTo === undefined) return NOTHING;
  const lines = replacedLines(view).filter(({ due }) => due > 0n);
  if (lines.length === 0) return NOTHING;
  const text = lines.map(({ line, item, due }) => `${line}/${item}*${formatQuantity(due)}`).join('|');
  const awaited = lines.filter(({ inAdvance }) => !inAdvance);
  return [
    {
      id: `place-replacement:${replacementOf(rma)}`,
      type: COMMANDS.placeReplacement.type,
      system: OWN_SYSTEM,
      fingerprint: fingerprint(text),
      gates: [
        authorizedGate(view),
        awaited.length === 0 ? inAdvanceGate(lines[0]!.held) : inspectedGate(view),
        excessGate(view.excess, awaited),
      ],
      disputed: decision!.disputed || request.disputed || view.inspections.some(({ disputed }) => disputed),
      content: () => ({
        rma,
        salesOrder: replacementOf(rma),
        replaces: authorized.salesOrder,
        customer: authorized.customer,
        currency: lines[0]!.held.value.currency,
        orderedAt: request.value.requestedAt,
        shipTo,
        lines: lines.map(({ line, item, due }) => ({ line, item, quantity: due })),
      }),
    },
  ];
}

const NOTHING: readonly Wanted[] = [];

const inspectedGate = ({ inspections }: ReturnView): Gate =>
  gate(
    'inspected',
    'cleared',
    'inspected',
    'the goods were received and inspected',
    inspections.map(({ fact }) => fact),
  );

const inAdvanceGate = ({ policy: { table, version, row } }: HeldLine): Gate =>
  gate('inspected', 'cleared', 'in-advance', `${table} version ${version}, row ${row} sends it in advance`);

/** Sent and not owed any more: whoever is billed is no business of a message. */
export const PLACE_RULE: CommandRule = {
  ...rule('adjust', 'service', 2),
  inverse: {
    kind: 'command',
    type: COMMANDS.withdrawReplacement.type,
    content: (original) => {
      const { rma, salesOrder } = original as { readonly rma: string; readonly salesOrder: string };
      return { rma, salesOrder, reason: 'The returned goods are not to be replaced any more.' };
    },
  },
};

/** What of a replacement needs a person. */
export function replacementCases(view: ReturnView): readonly ExceptionCase[] {
  return replacedLines(view)
    .flatMap((row) => [
      ...(isAddressKnown(view) ? [] : [unaddressed(row)]),
      lost(row),
      unearned(view, row),
    ])
    .filter((one) => one !== undefined)
    .filter(({ id }) => !isDecided(view, id));
}

function unaddressed({ line, item, due, held }: ReplacedLine): ExceptionCase | undefined {
  if (due === 0n) return undefined;
  return {
    id: caseOf(DUE, line, due),
    kind: DUE,
    text: `Line ${line}: ${formatQuantity(due)} of ${item} is to be sent again, and nobody knows where to`,
    role: 'service',
    exposure: held.value,
    playbook:
      'Have the same sent to him without an invoice, and accept with the number of that order. ' +
      `Nothing is credited for it (${held.policy.table}, row ${held.policy.row}).`,
  };
}

/** Of what is owed and ordered, what the order will not bring: it was cancelled, or not found. */
const missing = ({ due, ordered, toShip, shipped }: ReplacedLine): Quantity =>
  atLeastZero(minQuantity(ordered, due) - maxQuantity(toShip, shipped));

function lost(row: ReplacedLine): ExceptionCase | undefined {
  const { line, item, toShip, givenUp, held } = row;
  const never = atLeastZero(missing(row) - givenUp);
  if (never === 0n) return undefined;
  return {
    id: caseOf(LOST, line, never, `${formatQuantity(toShip)}:`),
    kind: LOST,
    text: `Line ${line}: ${formatQuantity(never)} of ${item} is owed, and its order will not bring it`,
    role: 'service',
    exposure: held.value,
    playbook:
      'See why the order was cancelled or cut short; make it good in another way and accept, or reject ' +
      'where the customer gives it up.',
  };
}

/** While goods may still come back, what was sent for them in advance is not yet too much. */
function unearned({ endedAt }: ReturnView, row: ReplacedLine): ExceptionCase | undefined {
  const { line, item, earned, shipped, held } = row;
  const quantity = atLeastZero(shipped - earned);
  if (quantity === 0n) return undefined;
  const why = endedAt === null ? 'what came back was not ours to make good' : 'the goods did not come back';
  return {
    id: caseOf(UNEARNED, line, quantity),
    kind: UNEARNED,
    text: `Line ${line}: ${formatQuantity(quantity)} of ${item} was sent for nothing: ${why}`,
    role: 'finance',
    exposure: held.value,
    playbook: 'Bill it to the customer, or let him have it; then accept.',
  };
}

/** owed = shipped + to be shipped + not to be shipped, once there is an order. */
export function replacementEquations(
  view: ReturnView,
  { systems }: ReturnToCreditPolicy,
): readonly Equation[] {
  if (registers(view.state, R.replacement).length === 0) return [];
  return replacedLines(view).map((row) => ({
    id: `replaced:${row.line}`,
    name: 'owed again = shipped + to be shipped + not to be shipped',
    subject: `line ${row.line}`,
    unit: 'quantity',
    left: [{ name: 'owed again', value: row.due, system: systems.entitlements }],
    right: [
      { name: 'shipped', value: row.shipped, system: systems.wms },
      { name: 'to be shipped', value: atLeastZero(row.toShip - row.shipped), system: OWN_SYSTEM },
      { name: 'not to be shipped', value: missing(row), system: OWN_SYSTEM },
    ],
    odd: OWN_SYSTEM,
    atStake: null,
  }));
}
