/**
 * Money that the sales channel paid back before anything was credited. It is set against the credit memos
 * that follow, so that nobody is paid twice; what no credit memo covers in the end is for people.
 */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { ExceptionCase } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { formatMoney, moneyText, type Money } from '../../kernel/money.ts';
import type { Settled } from '../disputes.ts';
import { isDecided } from './gates.ts';
import { FINAL } from './lifecycle.ts';
import { R, settle } from './registers.ts';
import type { ReturnView } from './return-view.ts';

type Made = ContentOfFact<typeof FACTS.refundMade>;

/** A payment back, or a part of it, that pays out a credit memo. */
export interface Payout {
  readonly refund: string;
  readonly creditMemo: string;
  readonly amount: Money;
  readonly disputed: boolean;
}

/** Payments back with the credit memos that they pay out; what the channel paid, on the oldest first. */
export function payoutsOf({ state }: ReturnView): readonly Payout[] {
  const made = registers(state, R.refund).map((known) => settle(state, known, R.refund.type));
  const payouts: Payout[] = [];
  for (const { value, disputed } of made) {
    const { refund, creditMemo, amount } = value;
    if (creditMemo !== undefined) payouts.push({ refund, creditMemo, amount, disputed });
  }
  const early = made.filter(({ value }) => value.creditMemo === undefined);
  if (early.length === 0) return payouts;
  const left = new Map(early.map(({ value }) => [value.refund, value.amount.amountMinor]));
  for (const { creditMemo, open } of standingMemos(state)) {
    let owed = open.amountMinor;
    for (const one of payouts) if (one.creditMemo === creditMemo) owed -= one.amount.amountMinor;
    for (const { value, disputed } of early) {
      const has = left.get(value.refund)!;
      const amountMinor = has < owed ? has : owed;
      if (amountMinor <= 0n || value.amount.currency !== open.currency) continue;
      left.set(value.refund, has - amountMinor);
      owed -= amountMinor;
      const amount = { ...open, amountMinor };
      payouts.push({ refund: value.refund, creditMemo, amount, disputed });
    }
  }
  return payouts;
}

/** Credit memos that stand, as they were posted one after another. */
function standingMemos(state: ReturnView['state']) {
  return registers(state, R.posted)
    .filter(({ key }) => register(state, R.reversed, key) === undefined)
    .map((known) => settle(state, known, R.posted.type).value)
    .toSorted((one, other) =>
      `${one.postingDate} ${one.creditMemo}` < `${other.postingDate} ${other.creditMemo}` ? -1 : 1,
    );
}

/** What of a credit memo the channel has paid out already, in minor units. */
export const paidByChannel = (view: ReturnView, creditMemo: string): bigint => {
  const { state } = view;
  return payoutsOf(view)
    .filter((one) => one.creditMemo === creditMemo && isEarly(state, one.refund))
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
};

/** Paid before anything was credited. */
export const isEarly = (state: ReturnView['state'], refund: string): boolean =>
  register(state, R.refund, refund)?.contents.some(({ value }) => value.creditMemo === undefined) === true;

/** What the channel paid and no credit memo covers so far; `null`: it paid nothing. */
export function uncoveredOf(view: ReturnView): Money | null {
  const early: Settled<Made>[] = registers(view.state, R.refund)
    .map((known) => settle(view.state, known, R.refund.type))
    .filter(({ value }) => value.creditMemo === undefined);
  const [first] = early;
  if (first === undefined) return null;
  let amountMinor = early.reduce((sum, { value }) => sum + value.amount.amountMinor, 0n);
  for (const { refund, amount } of payoutsOf(view)) {
    if (early.some(({ value }) => value.refund === refund)) amountMinor -= amount.amountMinor;
  }
  return { ...first.value.amount, amountMinor };
}

/** Nothing more is to be credited, and more was paid back than that. */
export function uncoveredCases(view: ReturnView, lifecycle: string): readonly ExceptionCase[] {
  const left = uncoveredOf(view);
  if (left === null || left.amountMinor === 0n || !FINAL.has(lifecycle)) return [];
  const id = `refund-uncovered:${formatMoney(left)}`;
  if (isDecided(view, id)) return [];
  return [
    {
      id,
      kind: 'refund-uncovered',
      text: `The channel paid ${moneyText(left)} back that nothing of this return credits`,
      role: 'finance',
      exposure: left,
      playbook:
        'See what the channel paid for: ask the money back, press “Open a dispute” to credit it, or ' +
        'press Accept to leave it as goodwill.',
    },
  ];
}
