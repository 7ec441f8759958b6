/** Deductions as customers state them: each opens the dispute of its invoice, or is a case. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { ExceptionCase, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatAmount, formatMoney, moneyText } from '../../kernel/money.ts';
import { chargeOf, type Charge } from './charges.ts';
import { settle, type Settled } from './disputes.ts';
import type { OrderView } from './order-view.ts';
import { R } from './registers.ts';

type Stated = ContentOfFact<typeof FACTS.deductionStated>;

/** A deduction with the invoice that it is kept back of, and why it cannot be disputed, if it cannot. */
export interface Deduction extends Settled<Stated> {
  readonly charge: Charge | null;
  readonly wrong: string | null;
}

/** Every deduction of an order, in the order in which the customer stated them. */
export function deductionsOf(view: OrderView): readonly Deduction[] {
  const known = registers(view.state, R.deduction);
  if (known.length === 0) return NONE;
  const stated = known.map((one) => settle(view.state, one, R.deduction.type));
  stated.sort((one, other) => one.value.statedAt - other.value.statedAt || compareKeys(one, other));
  const kept = new Map<string, bigint>();
  return stated.map((one) => {
    const { invoice, amount } = one.value;
    const charge = chargeOf(view, invoice);
    const before = kept.get(invoice) ?? 0n;
    const wrong = wrongWith(one.value, charge, before);
    if (wrong === null) kept.set(invoice, before + amount.amountMinor);
    return { ...one, charge, wrong };
  });
}

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
    .reduce((sum, { value }) => sum + value.amount.amountMinor, 0n);

/** Opens the dispute of each deduction, in the words and with the figures of the customer. */
export function statedDeductions(view: OrderView, deductions: readonly Deduction[]): readonly Wanted[] {
  return deductions.flatMap((one): readonly Wanted[] => {
    const { value, charge, wrong, disputed, source, occurredAt } = one;
    if (wrong !== null || charge === null) return [];
    const { deduction, invoice, amount, classification, lines } = value;
    const key = `${invoice} ${deduction}`;
    return [
      {
        id: `dispute-deduction:${invoice}:${deduction}`,
        type: COMMANDS.disputeCharge.type,
        system: OWN_SYSTEM,
        fingerprint: formatMoney(amount),
        gates: [],
        disputed: disputed || view.order.disputed,
        exposure: amount,
        content: () => ({
          ...charge,
          dispute: `DSP-${fingerprint(`${charge.salesOrder}|${key}`).toUpperCase()}`,
          revision: 1,
          kind: 'deduction',
          classification,
          amount,
          customerReference: deduction,
          text: `Deduction ${deduction} of ${moneyText(amount)}: ${wordsOf(lines)}`,
          deducted: lines,
          openedBy: source,
          openedAt: occurredAt,
        }),
      },
    ];
  });
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

/** Deductions that cannot be right as they were stated: somebody talks to the customer. */
export const deductionCases = (deductions: readonly Deduction[]): readonly ExceptionCase[] =>
  deductions.flatMap(({ value, wrong }): readonly ExceptionCase[] => {
    if (wrong === null) return [];
    const { customer, deduction, invoice, amount } = value;
    return [
      {
        id: `deduction-unusable:${invoice}:${deduction}:${fingerprint(`${formatMoney(amount)} ${wrong}`)}`,
        kind: 'deduction-unusable',
        text: `${customer} deducts ${moneyText(amount)} of ${invoice} (${deduction}), and cannot: ${wrong}`,
        role: 'finance',
        exposure: amount,
        playbook:
          'Have the customer state it anew, right and under another number, or dispute what is right of it ' +
          '(POST /v1/disputes); then waive.',
      },
    ];
  });
