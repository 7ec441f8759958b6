/** What disputes leave to be done: money that was rejected and is not paid, and halves of rebills. */
import type { Deadline, ExceptionCase } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { moneyText } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { openInvoices } from './charges.ts';
import { hasPassed, timeText } from './checkpoints.ts';
import { reportsOf } from './dispute-reports.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

/** Invoices of disputes that were reversed and not billed anew: half of a rebill is nobody's money. */
export function halfRebills(view: OrderView, billings: readonly Billing[]): readonly ExceptionCase[] {
  if (registers(view.state, R.disputed).length === 0) return [];
  return registers(view.state, R.reversed).flatMap(({ contents: [{ value }] }) => {
    const { invoice, reversal, gross } = value;
    const report = reportsOf(view, invoice).find(({ state }) => state === 'open');
    const shipment = register(view.state, R.posted, invoice)?.contents[0].value.shipment;
    const billing = billings.find((one) => one.shipment.value.shipment === shipment);
    if (report === undefined || billing === undefined || billing.invoice !== undefined) return [];
    return [
      {
        id: `rebill-half-open:${invoice}:${reversal}`,
        kind: 'rebill-half-open',
        text:
          `${invoice} (${moneyText(gross)}) is reversed by ${reversal}, ` +
          `and ${shipment} is billed by nobody`,
        role: 'finance',
        exposure: gross,
        playbook:
          `Post the new invoice of ${shipment} in the ERP; then press “Tell what was posted”, for ` +
          `${report.dispute}, and give both numbers. The case closes with the new invoice.`,
      },
    ];
  });
}

/** Reminders of what customers still owe after their disputes were rejected. */
export interface Reminders {
  readonly deadlines: readonly Deadline[];
  readonly cases: readonly ExceptionCase[];
}

const NO_REMINDERS: Reminders = { deadlines: [], cases: [] };

/** Some days after a dispute was rejected somebody sees to it that its money is paid. */
export function remindersOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  billings: readonly Billing[],
): Reminders {
  const { reminderMs } = policy;
  if (reminderMs === undefined || registers(view.state, R.disputed).length === 0) return NO_REMINDERS;
  const deadlines: Deadline[] = [];
  const cases: ExceptionCase[] = [];
  for (const { invoice, open } of openInvoices(view, policy, billings)) {
    for (const { dispute, amount, state, since } of reportsOf(view, invoice)) {
      if (state !== 'rejected') continue;
      const id = `reminder:${dispute}`;
      const dueAt = (since + reminderMs) as Instant;
      if (!hasPassed(view, id, dueAt)) {
        deadlines.push({ id, milestone: 'reminder', dueAt });
        continue;
      }
      const owed = amount.amountMinor < open.amountMinor ? amount : open;
      const { customer } = view.order.value;
      cases.push({
        id: `unpaid-after-rejection:${dispute}:${moneyText(owed)}`,
        kind: 'unpaid-after-rejection',
        text:
          `${customer} owes ${moneyText(owed)} of ${invoice}: ${dispute} was rejected, and by ` +
          `${timeText(dueAt)} he had not paid`,
        role: 'finance',
        exposure: owed,
        playbook:
          `Press “Take the evidence” of ${dispute} and send it with the reminder, or agree ` +
          'on a day. If he is right after all, dispute it anew under another number; if the money is given ' +
          'up, credit it in the ERP. The case closes with the payment.',
      });
    }
  }
  return { deadlines, cases };
}
