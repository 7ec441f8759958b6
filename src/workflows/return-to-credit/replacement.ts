/**
 * Goods in place of those that came back: how much is owed, the order that brings it, and how far that is.
 * The same goods come at no price; another item in exchange at its own, while what came back is credited.
 * Each kind is an order of its own, with everything that any order has.
 */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Equation, ExceptionCase, Gate, Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Money } from '../../kernel/money.ts';
import {
  atLeastZero,
  formatQuantity,
  maxQuantity,
  minQuantity,
  parseQuantity,
  quantity,
  ZERO_QUANTITY,
  type Quantity,
} from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { rule } from '../command-rule.ts';
import { excessGate } from './excess.ts';
import { authorizedGate, gate, isAnswer, isDecided } from './gates.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { R, settle } from './registers.ts';
import { KEPT, type Authorized, type HeldLine, type LineView, type ReturnView } from './return-view.ts';

/** Characters that the number of an order may have: those of any identifier. */
const NUMBER_LENGTH_MAX = 64;

/** Number of the order that brings goods for a return: the same whoever works it out. */
function orderOf(prefix: string, rma: string): string {
  const number = `${prefix}-${rma}`;
  return number.length <= NUMBER_LENGTH_MAX ? number : `${prefix}-${fingerprint(rma).toUpperCase()}`;
}

/** Number of the order that brings the same goods again, free of charge. */
export const replacementOf = (rma: string): string => orderOf('RPL', rma);

/** Number of the order that brings other items, at their price. */
export const exchangeOf = (rma: string): string => orderOf('EXC', rma);

type Exchange = NonNullable<Authorized['exchanges']>[number];

/** What is sent for one line of the return. */
export interface ReplacedLine {
  readonly line: number;
  /** What is sent: the same, or what the customer wants in its place. */
  readonly item: string;
  /** The order that brings it. */
  readonly salesOrder: string;
  readonly held: HeldLine;
  /** Set where another item is sold; what comes back is credited. */
  readonly exchange: Exchange | undefined;
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

/** Lines that a policy makes good by the same goods, and lines for which the customer buys another item. */
export function replacedLines(view: ReturnView): readonly ReplacedLine[] {
  const authorized = lastAuthorized(view);
  if (authorized === undefined) return [];
  return view.lines.flatMap((line) => {
    const { line: number } = line;
    const exchange = authorized.exchanges?.find((row) => row.line === number);
    const held = authorized.lines.find(
      (row) => row.line === number && (exchange !== undefined || REPLACED.has(row.settlement)),
    );
    if (held === undefined) return [];
    const inAdvance = exchange?.inAdvance ?? held.settlement === 'advance-replacement';
    const earned =
      exchange === undefined ? earnedOf(view, line, inAdvance) : exchangedOf(view, line, held, exchange);
    const salesOrder = exchange === undefined ? replacementOf(authorized.rma) : exchangeOf(authorized.rma);
    const rows = reportOf(view, salesOrder)?.lines ?? [];
    const { ordered, toShip, shipped } = rows.find((row) => row.line === number) ?? NOT_ORDERED;
    const due = maxQuantity(atLeastZero(earned - decidedOf(view, DUE, number)), shipped);
    const lostOrUnpriced = decidedOf(view, LOST, number) + decidedOf(view, UNPRICED, number);
    const givenUp = minQuantity(lostOrUnpriced as Quantity, atLeastZero(due - shipped));
    const item = exchange?.asked.item ?? line.item;
    const quantities = { earned, due, ordered, toShip, shipped, givenUp };
    return [{ line: number, item, salesOrder, held, exchange, inAdvance, ...quantities }];
  });
}

/** What an order in place of returned goods said last. */
function reportOf({ state }: ReturnView, salesOrder: string) {
  const known = register(state, R.replacement, salesOrder);
  return known && settle(state, known, R.replacement.type).value;
}

/** Money of the order that brings other items: what was billed, and what of it is paid or credited. */
export function exchangeMoney(view: ReturnView): { readonly billed: Money; readonly settled: Money } | null {
  const authorized = lastAuthorized(view);
  if (authorized?.exchanges === undefined) return null;
  const { billed, settled } = reportOf(view, exchangeOf(authorized.rma)) ?? {};
  return billed === undefined || settled === undefined ? null : { billed, settled };
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

/** One base unit, the smallest part of an item that is sold in exchange for a part of a line. */
const ONE_UNIT = quantity(1);

/** Of the other item, as much as came back of the line: all of it for all of the line. */
function exchangedOf(
  view: ReturnView,
  line: LineView,
  held: HeldLine,
  { asked, inAdvance }: Exchange,
): Quantity {
  const isKept = KEPT.has(held.settlement);
  const back = isKept ? line.allowed : earnedOf(view, line, inAdvance);
  if (back >= line.asked.quantity) return asked.quantity;
  const share = (asked.quantity * back) / line.asked.quantity;
  return (share - (share % ONE_UNIT)) as Quantity;
}

/** Nobody knows a price of the other item: a person agrees on one. */
const UNPRICED = 'exchange-unpriced';
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

/** Place each order for all of its lines at once; it is set to this, however often it is told. */
export function replacementCommands(view: ReturnView, rma: string): readonly Wanted[] {
  const due = replacedLines(view).filter((row) => row.due > 0n && isPriced(row));
  return [...Map.groupBy(due, ({ salesOrder }) => salesOrder)].flatMap(([salesOrder, lines]) =>
    placing(view, rma, salesOrder, lines),
  );
}

/** Free of charge, or at a price that somebody knows. */
const isPriced = ({ exchange }: ReplacedLine): boolean =>
  exchange === undefined || exchange.unitPrice !== undefined;

function placing(
  view: ReturnView,
  rma: string,
  salesOrder: string,
  lines: readonly ReplacedLine[],
): readonly Wanted[] {
  const { request, decision } = view;
  const authorized = lastAuthorized(view);
  const shipTo = authorized?.shipTo;
  if (request === undefined || authorized === undefined || shipTo === undefined) return NOTHING;
  const rows = lines.map(({ line, item, due, exchange }) => ({
    line,
    item,
    quantity: due,
    ...(exchange?.unitPrice === undefined ? {} : { unitPrice: exchange.unitPrice }),
  }));
  const text = rows.map(({ line, item, quantity: units, unitPrice }) =>
    `${line}/${item}*${formatQuantity(units)}${unitPrice === undefined ? '' : `@${unitPrice}`}`,
  );
  const awaited = lines.filter(({ inAdvance }) => !inAdvance);
  return [
    {
      id: `place-replacement:${salesOrder}`,
      type: COMMANDS.placeReplacement.type,
      system: OWN_SYSTEM,
      fingerprint: fingerprint(text.join('|')),
      gates: [
        authorizedGate(view),
        awaited.length === 0 ? inAdvanceGate(lines[0]!) : inspectedGate(view),
        excessGate(view.excess, awaited),
      ],
      disputed: decision!.disputed || request.disputed || view.inspections.some(({ disputed }) => disputed),
      content: () => ({
        rma,
        salesOrder,
        replaces: authorized.salesOrder,
        customer: authorized.customer,
        currency: lines[0]!.held.value.currency,
        orderedAt: request.value.requestedAt,
        shipTo,
        lines: rows,
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

function inAdvanceGate({ exchange, held }: ReplacedLine): Gate {
  const { table, version, row } = exchange?.policy ?? held.policy;
  const text = `${table} version ${version}, row ${row} sends it in advance`;
  return gate('inspected', 'cleared', 'in-advance', text);
}

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
      unpriced(row),
      lost(row),
      unearned(view, row),
    ])
    .filter((one) => one !== undefined)
    .filter(({ id }) => !isDecided(view, id));
}

function unaddressed({ line, item, due, held, exchange }: ReplacedLine): ExceptionCase | undefined {
  if (due === 0n) return undefined;
  const what = exchange === undefined ? 'is to be sent again' : 'is to be sent in exchange';
  return {
    id: caseOf(DUE, line, due),
    kind: DUE,
    text: `Line ${line}: ${formatQuantity(due)} of ${item} ${what}, and nobody knows where to`,
    role: 'service',
    exposure: held.value,
    playbook:
      exchange === undefined
        ? 'Have the same sent to him without an invoice, and accept with the number of that order. ' +
          `Nothing is credited for it (${held.policy.table}, row ${held.policy.row}).`
        : 'Place an order of his for it, and accept with the number of that order; what came back is ' +
          'credited.',
  };
}

/** He wants another item, and nobody knows what it costs. */
function unpriced(row: ReplacedLine): ExceptionCase | undefined {
  const { line, item, due, shipped, givenUp, held, exchange } = row;
  const open = atLeastZero(due - shipped - givenUp);
  if (exchange === undefined || exchange.unitPrice !== undefined || open === 0n) return undefined;
  return {
    id: caseOf(UNPRICED, line, open),
    kind: UNPRICED,
    text:
      `Line ${line}: ${formatQuantity(open)} of ${item} is wanted in exchange, ` +
      'and nobody knows its price',
    role: 'service',
    exposure: held.value,
    playbook:
      'Agree on a price with the customer and press “Amend” on the page of the return; or ' +
      'accept if he wants it no more. What came back is credited all the same.',
  };
}

/** Of what is owed and ordered, what the order will not bring: it was cancelled, or not found. */
const missing = ({ due, ordered, toShip, shipped }: ReplacedLine): Quantity =>
  atLeastZero(minQuantity(ordered, due) - maxQuantity(toShip, shipped));

function lost(row: ReplacedLine): ExceptionCase | undefined {
  const { line, item, toShip, givenUp, held, exchange } = row;
  const never = atLeastZero(missing(row) - givenUp);
  const wish = exchange === undefined ? 'owed' : 'wanted in exchange';
  if (never === 0n) return undefined;
  return {
    id: caseOf(LOST, line, never, `${formatQuantity(toShip)}:`),
    kind: LOST,
    text: `Line ${line}: ${formatQuantity(never)} of ${item} is ${wish}, and its order will not bring it`,
    role: 'service',
    exposure: held.value,
    playbook:
      'See why the order was cancelled or cut short; make it good in another way and accept, or reject ' +
      'where the customer gives it up.',
  };
}

/** While goods may still come back, what was sent for them in advance is not yet too much. */
function unearned({ endedAt }: ReturnView, row: ReplacedLine): ExceptionCase | undefined {
  const { line, item, earned, shipped, held, exchange } = row;
  const much = atLeastZero(shipped - earned);
  // What is sold at a price is sent for nothing to nobody.
  if (much === 0n || exchange !== undefined) return undefined;
  const why = endedAt === null ? 'what came back was not ours to make good' : 'the goods did not come back';
  return {
    id: caseOf(UNEARNED, line, much),
    kind: UNEARNED,
    text: `Line ${line}: ${formatQuantity(much)} of ${item} was sent for nothing: ${why}`,
    role: 'finance',
    exposure: held.value,
    playbook: 'Bill it to the customer, or let him have it; then accept.',
  };
}

/** owed = shipped + to be shipped + not to be shipped, once there is an order for it. */
export function replacementEquations(
  view: ReturnView,
  { systems }: ReturnToCreditPolicy,
): readonly Equation[] {
  const ordered = replacedLines(view).filter((row) => reportOf(view, row.salesOrder) !== undefined);
  return ordered.map((row) => ({
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
