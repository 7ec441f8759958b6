/** Deductions as customers state, restate and take them back: each is a dispute of its invoice, or a case. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { ExceptionCase, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatAmount, formatMoney, moneyText, type Money } from '../../kernel/money.ts';
import { chargeOf, type Charge } from './charges.ts';
import { settle, type Settled } from './disputes.ts';
import { addedEvidence, disputeOf, reportsOf } from './dispute-reports.ts';
import type { OrderView } from './order-view.ts';
import { R } from './registers.ts';

type Stated = ContentOfFact<typeof FACTS.deductionStated>;
type Withdrawn = ContentOfFact<typeof FACTS.deductionWithdrawn>;

/** A deduction with the invoice that it is kept back of, and why it cannot be disputed, if it cannot. */
export interface Deduction extends Settled<Stated> {
  readonly charge: Charge | null;
  readonly wrong: string | null;
  /** What he still keeps back, by what he took back of it. */
  readonly left: Money;
}

/** Every deduction of an order, in the order in which the customer stated them. */
export function deductionsOf(view: OrderView): readonly Deduction[] {
  const known = registers(view.state, R.deduction);
  if (known.length === 0) return NONE;
  const stated = known.map((one) => settle(view.state, one, R.deduction.type));
  stated.sort((one, other) => one.value.statedAt - other.value.statedAt || compareKeys(one, other));
  const withdrawals = withdrawalsOf(view);
  const kept = new Map<string, bigint>();
  return stated.map((one) => {
    const { invoice, amount } = one.value;
    const charge = chargeOf(view, invoice);
    const before = kept.get(invoice) ?? 0n;
    const taken = withdrawals.filter(({ value }) => takesBack(value, one.value));
    const left = { ...amount, amountMinor: leftOf(one.value, taken) };
    const disputed = one.disputed || taken.some((withdrawal) => withdrawal.disputed);
    const wrong = wrongWith({ ...one.value, amount: left }, charge, before);
    if (wrong === null) kept.set(invoice, before + left.amountMinor);
    return { ...one, disputed, charge, wrong, left };
  });
}

const withdrawalsOf = ({ state }: OrderView): readonly Settled<Withdrawn>[] =>
  registers(state, R.withdrawal).map((known) => settle(state, known, R.withdrawal.type));

/** Whether it is this deduction, in the same money, and was not stated anew since. */
const takesBack = (withdrawn: Withdrawn, stated: Stated): boolean =>
  isAbout(withdrawn, stated) &&
  withdrawn.revision >= (stated.revision ?? 1) &&
  (withdrawn.amount === undefined || withdrawn.amount.currency === stated.amount.currency);

const isAbout = (withdrawn: Withdrawn, stated: Stated): boolean =>
  withdrawn.invoice === stated.invoice &&
  withdrawn.deduction === stated.deduction &&
  withdrawn.customer === stated.customer;

const leftOf = ({ amount }: Stated, taken: readonly Settled<Withdrawn>[]): bigint =>
  taken.reduce((left, { value }) => {
    const less = value.amount?.amountMinor ?? left;
    return less < left ? left - less : 0n;
  }, amount.amountMinor);

const NONE: readonly Deduction[] = [];

const compareKeys = ({ value: one }: Settled<Stated>, { value: other }: Settled<Stated>): number =>
  `${one.invoice} ${one.deduction}` < `${other.invoice} ${other.deduction}` ? -1 : 1;

/** @param before what the customer keeps back of the invoice by other deductions */
function wrongWith(stated: Stated, charge: Charge | null, before: bigint): string | null {
  const { invoice, amount, customer, lines } = stated;
  if (charge === null) return `${invoice} does not stand: it was reversed`;
  const { gross, billed } = charge.evidence;
  if (customer !== charge.customer) return `${invoice} was billed to ${charge.customer}, not to ${customer}`;
  if (amount.currency !== gross.currency) return `${invoice} was billed in ${gross.currency}`;
  if (before + amount.amountMinor > gross.amountMinor) {
    const kept = formatAmount(before, gross.currency);
    const also = before === 0n ? '' : `, of which he keeps ${kept} back already`;
    return `${invoice} comes to ${moneyText(gross)}${also}`;
  }
  const items = new Set(billed.map(({ item }) => item));
  const strange = lines.find(({ item }) => item !== undefined && !items.has(item));
  return strange === undefined ? null : `${invoice} does not bill ${strange.item}`;
}

/** What a customer says that he keeps back of an invoice: its dispute needs no lapse of time. */
export const keptBack = (deductions: readonly Deduction[], invoice: string): bigint =>
  deductions
    .filter(({ value, wrong }) => wrong === null && value.invoice === invoice)
    .reduce((sum, { left }) => sum + left.amountMinor, 0n);

/** Number of the dispute that a deduction opens; `undefined`: its invoice does not stand. */
export const deductionDispute = ({ charge, value }: Deduction): string | undefined =>
  charge === null
    ? undefined
    : `DSP-${fingerprint(`${charge.salesOrder}|${value.invoice} ${value.deduction}`).toUpperCase()}`;

/** Opens and restates the dispute of each deduction, in the words and with the figures of the customer. */
export function statedDeductions(view: OrderView, deductions: readonly Deduction[]): readonly Wanted[] {
  const taken = new Set<string>();
  return deductions.flatMap((one): readonly Wanted[] => {
    const { value, charge, wrong, disputed, source, occurredAt, left: amount } = one;
    if (wrong !== null || charge === null) return [];
    const { deduction, invoice, classification } = value;
    const lines = linesOf(one);
    const mark = fingerprint(`${formatMoney(amount)} ${classification} ${markOf(lines)}`);
    const dispute = deductionDispute(one)!;
    const text =
      amount.amountMinor === 0n
        ? `Deduction ${deduction} was taken back.`
        : `Deduction ${deduction} of ${moneyText(amount)}: ${wordsOf(lines)}`;
    const isDisputed = disputed || view.order.disputed;
    const known = disputeOf(reportsOf(view, invoice), dispute, deduction, taken);
    if (known !== undefined) taken.add(known.dispute);
    if (known !== undefined && known.dispute !== dispute) {
      // What was credited for the same money is not disputed again.
      if (known.state === 'settled' && !known.references.includes(deduction)) return [];
      return [
        addedEvidence(
          {
            dispute: known.dispute,
            kind: 'deduction',
            reference: deduction,
            customer: charge.customer,
            amount,
            classification,
            text,
            deducted: lines,
            statedAt: value.statedAt,
          },
          mark,
          isDisputed,
        ),
      ];
    }
    return [
      {
        id: `dispute-deduction:${invoice}:${deduction}`,
        type: COMMANDS.disputeCharge.type,
        system: OWN_SYSTEM,
        fingerprint: mark,
        gates: [],
        disputed: isDisputed,
        exposure: amount,
        content: () => ({
          ...charge,
          dispute,
          revision: 1,
          kind: 'deduction',
          classification,
          amount,
          customerReference: deduction,
          text,
          deducted: lines,
          openedBy: source,
          openedAt: occurredAt,
        }),
      },
    ];
  });
}

const markOf = (lines: Stated['lines']): string =>
  lines
    .map(({ line, item = '', quantity = 0n, amount, classification }) =>
      [line, item, quantity, formatMoney(amount), classification].join('/'),
    )
    .join('|');

/** As he stated them; what he took back since is a line of its own, so that they come to what is left. */
function linesOf({ value, left }: Deduction): Stated['lines'] {
  const taken = value.amount.amountMinor - left.amountMinor;
  if (taken === 0n) return value.lines;
  const line = Math.max(0, ...value.lines.map((known) => known.line)) + 1;
  const amount = { ...left, amountMinor: -taken };
  return [...value.lines, { line, amount, classification: value.classification }];
}

/** Lines that are told in a sentence; all of them stand beside it. */
const LINES_TOLD_MAX = 3;

function wordsOf(lines: Stated['lines']): string {
  const told = lines.slice(0, LINES_TOLD_MAX).map(({ item, amount, classification }) =>
    [classification, ...(item === undefined ? [] : [`of ${item}`]), moneyText(amount)].join(' '),
  );
  const more = lines.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more lines` : ''}`;
}

/** Deductions that cannot be right as they were stated or taken back: somebody talks to the customer. */
export const deductionCases = (
  view: OrderView,
  deductions: readonly Deduction[],
): readonly ExceptionCase[] => [
  ...deductions.flatMap(({ value, left, wrong }): readonly ExceptionCase[] =>
    wrong === null ? [] : [unusable(value, left, `deducts ${moneyText(left)} of`, wrong)],
  ),
  ...withdrawalsOf(view).flatMap(({ value }): readonly ExceptionCase[] => {
    const wrong = wrongWithdrawal(value, deductions);
    if (wrong === null) return [];
    const what = value.amount === undefined ? 'all' : moneyText(value.amount);
    return [unusable(value, value.amount ?? null, `takes ${what} back of a deduction of`, wrong)];
  }),
];

function wrongWithdrawal(withdrawn: Withdrawn, deductions: readonly Deduction[]): string | null {
  const own = deductions.find(({ value }) => isAbout(withdrawn, value));
  if (own === undefined) return 'he never stated it';
  const { amount } = own.value;
  if (withdrawn.amount === undefined) return null;
  if (withdrawn.amount.currency !== amount.currency) return `it was stated in ${amount.currency}`;
  return withdrawn.amount.amountMinor > amount.amountMinor ? `it comes to ${moneyText(amount)}` : null;
}

function unusable(
  { customer, deduction, invoice }: Pick<Stated, 'customer' | 'deduction' | 'invoice'>,
  amount: Money | null,
  what: string,
  wrong: string,
): ExceptionCase {
  const mark = fingerprint(`${amount === null ? what : formatMoney(amount)} ${wrong}`);
  return {
    id: `deduction-unusable:${invoice}:${deduction}:${mark}`,
    kind: 'deduction-unusable',
    text: `${customer} ${what} ${invoice} (${deduction}), and cannot: ${wrong}`,
    role: 'finance',
    exposure: amount,
    playbook:
      'Have the customer state it anew, right and under another number; or press “Open a dispute” for ' +
      'what is right of it. Then press Waive.',
  };
}
