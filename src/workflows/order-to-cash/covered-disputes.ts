/**
 * Two disputes of the same money, opened before either had reported: one because a payment was short, the
 * other because the customer said what he keeps back. One goes on; the other is told what is left of it.
 */
import type { Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { formatMoney, moneyText, type Money } from '../../kernel/money.ts';
import { openInvoices, shortPayDispute } from './charges.ts';
import { deductionDispute, type Deduction } from './deductions.ts';
import { addedEvidence, reportsOf, type Report } from './dispute-reports.ts';
import type { Ground } from './ground.ts';
import { R } from './registers.ts';

/** A dispute, and the one that its money belongs to. */
interface Covered {
  readonly report: Report;
  readonly by: readonly string[];
  readonly left: Money;
  readonly reference: string;
}

export function coveredDisputes(ground: Ground, deductions: readonly Deduction[]): readonly Wanted[] {
  const { view } = ground;
  if (registers(view.state, R.disputed).length < 2) return NOTHING;
  return [...byDeductions(ground, deductions), ...byShortPayments(ground, deductions)].map(
    ({ report, by, left, reference }) =>
      addedEvidence(
        {
          dispute: report.dispute,
          kind: 'covered',
          reference,
          customer: view.order.value.customer,
          amount: left,
          classification: 'unknown',
          text: `The same money is disputed by ${by.join(', ')}; ${moneyText(left)} is left of it here.`,
          deducted: [],
          statedAt: report.since,
        },
        `${formatMoney(left)} ${by.join(' ')}`,
        view.order.disputed,
      ),
  );
}

const NOTHING: readonly Wanted[] = [];

/** Disputes of a short payment, less what deductions of the same invoice are disputed for themselves. */
function byDeductions(ground: Ground, deductions: readonly Deduction[]): readonly Covered[] {
  const { view, policy, billings } = ground;
  const payments = registers(view.state, R.applied).map(({ contents: [{ value }] }) => value);
  return openInvoices(view, policy, billings).flatMap(({ invoice, open }) =>
    payments.flatMap(({ payment, invoice: paid }): readonly Covered[] => {
      const reports = reportsOf(view, invoice);
      const own = shortPayDispute(view, invoice, payment);
      const report = reports.find(({ dispute }) => dispute === own);
      if (paid !== invoice || report === undefined || report.references.length > 0) return [];
      const others = deductions.flatMap((one) => {
        const other = reports.find(({ dispute }) => dispute === deductionDispute(one));
        return one.value.invoice === invoice && other !== undefined ? [{ one, other }] : [];
      });
      if (others.length === 0) return [];
      // What was credited is open no more.
      const waiting = others.filter(({ other }) => other.state !== 'settled');
      const takenMinor = waiting.reduce((sum, { one }) => sum + one.left.amountMinor, 0n);
      const amountMinor = open.amountMinor > takenMinor ? open.amountMinor - takenMinor : 0n;
      const by = others.map(({ other }) => other.dispute);
      return [{ report, by, left: { ...open, amountMinor }, reference: payment }];
    }),
  );
}

/** Disputes of a deduction that another one has taken up as its evidence: nothing is left of them. */
const byShortPayments = ({ view }: Ground, deductions: readonly Deduction[]): readonly Covered[] =>
  deductions.flatMap((one): readonly Covered[] => {
    const { deduction, invoice, amount } = one.value;
    const reports = reportsOf(view, invoice);
    const own = deductionDispute(one);
    const report = reports.find(({ dispute }) => dispute === own);
    const other = reports.find(
      ({ dispute, references }) => dispute !== own && references.includes(deduction),
    );
    if (report === undefined || other === undefined) return [];
    return [{ report, by: [other.dispute], left: { ...amount, amountMinor: 0n }, reference: deduction }];
  });
