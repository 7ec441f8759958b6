/** Proof that goods and money of a return add up, each term from the system that owns it. */
import type { Equation, Term } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { zeroMoney, type Money } from '../../kernel/money.ts';
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { uncoveredOf } from './channel-refunds.ts';
import { isDifferenceAccepted, type Assessment } from './credits.ts';
import { inspectedOf } from './lifecycle.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { R, settle } from './registers.ts';
import { exchangeMoney, replacementEquations } from './replacement.ts';
import type { ReturnView } from './return-view.ts';

const term = (name: string, value: bigint, system: string): Term => ({ name, value, system });

type Placed = ContentOfFact<typeof FACTS.inventoryDispositionUpdated>['lines'][number];

/** What goods are called once they lie where a policy sent them. */
const PLACED: readonly (readonly [to: Placed['to'], name: string])[] = [
  ['restock', 'restocked'],
  ['quarantine', 'quarantined'],
  ['refurbish', 'refurbished'],
  ['scrap', 'scrapped'],
  ['supplier-claim', 'claimed'],
  ['back-to-customer', 'sent back'],
];

export function equationsOf(
  view: ReturnView,
  policy: ReturnToCreditPolicy,
  assessments: readonly Assessment[],
): readonly Equation[] {
  const money = moneyEquation(view, policy);
  return [
    ...view.receipts
      .map(({ value }) => value.receipt)
      .map((receipt) => goodsEquation(view, policy, receipt)),
    ...assessments.flatMap(({ memos }) =>
      memos.map((memo) => creditEquation(policy, view.decisions, memo)),
    ),
    ...(money === null ? [] : [money]),
    ...replacementEquations(view, policy),
  ];
}

/** returned = in inspection + to be placed + restocked + quarantined + … + claimed. */
function goodsEquation(
  view: ReturnView,
  { systems }: ReturnToCreditPolicy,
  receipt: string,
): Equation {
  const { lines } = view.receipts.find(({ value }) => value.receipt === receipt)!;
  const inspected = inspectedOf(view, receipt);
  let [returned, inInspection, seen] = [0n, 0n, 0n];
  for (const { receiptLine, quantity } of lines) {
    const found = inspected.get(receiptLine) ?? 0n;
    returned += quantity;
    if (quantity > found) inInspection += quantity - found;
  }
  for (const quantity of inspected.values()) seen += quantity;
  const placed = new Map<Placed['to'], bigint>();
  let placedInAll = 0n;
  for (const { value } of view.inspections) {
    if (value.receipt !== receipt) continue;
    const known = register(view.state, R.placed, value.inspection);
    if (known === undefined) continue;
    for (const { to, quantity } of settle(view.state, known, R.placed.type).value.lines) {
      placed.set(to, (placed.get(to) ?? 0n) + quantity);
      placedInAll += quantity;
    }
  }
  return {
    id: `returned:${receipt}`,
    name: 'returned = in inspection + restocked + quarantined + refurbished + scrapped + claimed',
    subject: `receipt ${receipt}`,
    unit: 'quantity',
    left: [term('returned', returned, systems.wms)],
    right: [
      term('in inspection', inInspection, systems.wms),
      term('to be placed', seen > placedInAll ? seen - placedInAll : 0n, systems.wms),
      ...PLACED.filter(([to]) => placed.has(to)).map(([to, name]) =>
        term(name, placed.get(to)!, systems.wms),
      ),
    ],
    odd: systems.wms,
    atStake: null,
  };
}

/** worth of what was inspected = credited + to be posted + turned down. */
function creditEquation(
  { systems }: ReturnToCreditPolicy,
  decisions: ReadonlyMap<string, string>,
  memo: Assessment['memos'][number],
): Equation {
  const { id, credit, posted, rejected } = memo;
  const { gross } = credit;
  const credited = posted?.value.gross.amountMinor ?? 0n;
  const open = posted === undefined && !rejected ? gross.amountMinor : 0n;
  const turnedDown = posted === undefined && rejected ? gross.amountMinor : 0n;
  const isLeft = posted !== undefined && isDifferenceAccepted(memo, decisions);
  const left = isLeft ? gross.amountMinor - credited : 0n;
  return {
    id: `credited:${id}`,
    name: 'worth of the inspected goods = credited + to be posted + turned down',
    subject: `credit of invoice ${credit.invoice}`,
    unit: 'money',
    left: [term('worth', gross.amountMinor, systems.entitlements)],
    right: [
      term('credited', credited, systems.ledger),
      term('to be posted', open, systems.ledger),
      ...(turnedDown === 0n ? [] : [term('turned down', turnedDown, 'person')]),
      ...(left === 0n ? [] : [term('left as it was posted', left, 'person')]),
    ],
    odd: systems.ledger,
    atStake: gross,
  };
}

/** Money of the credit memos that stand, as ledger and payment provider state it. */
export interface ReturnMoney {
  readonly credited: Money;
  readonly applied: Money;
  readonly paidBack: Money;
  /** What the ledger still has on the account of the customer. */
  readonly onAccount: Money;
  /** Of the order that brings other items in exchange: billed, and what of it is paid or credited. */
  readonly exchange: { readonly billed: Money; readonly settled: Money } | null;
}

export function moneyOf(view: ReturnView): ReturnMoney | null {
  const standing = registers(view.state, R.posted)
    .filter(({ key }) => register(view.state, R.reversed, key) === undefined)
    .map((known) => settle(view.state, known, R.posted.type).value);
  const exchange = exchangeMoney(view);
  const currency = view.decision?.authorized?.lines[0]?.value.currency ?? standing[0]?.gross.currency;
  // What was posted in another currency is a case of its own: it does not add up with these.
  const memos = standing.filter(({ gross }) => gross.currency === currency);
  if (currency === undefined || (memos.length === 0 && exchange === null)) return null;
  let [credited, applied, open, paidBack] = [0n, 0n, 0n, 0n];
  for (const value of memos) {
    credited += value.gross.amountMinor;
    applied += value.applied.amountMinor;
    open += value.open.amountMinor;
  }
  for (const known of registers(view.state, R.refund)) {
    paidBack += settle(view.state, known, R.refund.type).value.amount.amountMinor;
  }
  for (const known of registers(view.state, R.settled)) {
    open -= settle(view.state, known, R.settled.type).value.settled.amountMinor;
  }
  const of = (amountMinor: bigint): Money => ({ ...zeroMoney(currency), amountMinor });
  return {
    credited: of(credited),
    applied: of(applied),
    paidBack: of(paidBack),
    onAccount: of(open),
    exchange,
  };
}

const EQUATION_NAMES = {
  credit: 'credited = settled on invoices + paid back + owed',
  exchange: 'credited + billed for the exchange = settled on invoices + paid + owed',
} as const;

/**
 * credited = settled on invoices + paid back + on account; what is sold in exchange = paid + owed for it:
 * who owes whom what.
 */
function moneyEquation(view: ReturnView, { systems }: ReturnToCreditPolicy): Equation | null {
  const money = moneyOf(view);
  if (money === null) return null;
  const { exchange } = money;
  const [billedMinor, paidMinor] = [exchange?.billed.amountMinor ?? 0n, exchange?.settled.amountMinor ?? 0n];
  const uncovered = uncoveredOf(view);
  const owed =
    view.decision?.authorized?.terms === 'prepaid' ? 'owed to the customer' : 'on his account';
  return {
    id: 'money',
    name: EQUATION_NAMES[money.exchange === null ? 'credit' : 'exchange'],
    subject: 'money of the return',
    unit: 'money',
    left: [
      term('credited', money.credited.amountMinor, systems.ledger),
      ...(uncovered === null || uncovered.amountMinor === 0n
        ? []
        : [term('paid back by the channel beyond it', uncovered.amountMinor, systems.payment)]),
      ...(exchange === null ? [] : [term('billed for the exchange', billedMinor, systems.ledger)]),
    ],
    right: [
      term('settled on invoices', money.applied.amountMinor, systems.ledger),
      term('paid back', money.paidBack.amountMinor, systems.payment),
      term(owed, money.onAccount.amountMinor, systems.ledger),
      ...(exchange === null
        ? []
        : [
            term('paid for the exchange', paidMinor, systems.ledger),
            term('owed by the customer for it', billedMinor - paidMinor, systems.ledger),
          ]),
    ],
    odd: systems.payment,
    atStake: money.credited,
  };
}
