/** What the disputes of an order say of themselves: what is disputed already, and what was rejected. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Deadline, ExceptionCase, Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { moneyText, type Money } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { openInvoices } from './charges.ts';
import { hasPassed, timeText } from './checkpoints.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

export type Report = ContentOfFact<typeof FACTS.disputeReported>;
type Evidence = ContentOfFact<typeof COMMANDS.addDisputeEvidence>;

/** The disputes of an invoice, as they last spoke. */
export const reportsOf = ({ state }: OrderView, invoice: string): readonly Report[] =>
  registers(state, R.disputed)
    .map(({ contents: [{ value }] }) => value)
    .filter((report) => report.invoice === invoice);

/**
 * The dispute that money belongs to which is kept back: the one that says so, or else one that nobody gave
 * a reason for yet. `undefined`: it is disputed by nobody.
 * @param own number that a dispute of its own would have
 * @param taken disputes that others belong to
 */
export function disputeOf(
  reports: readonly Report[],
  own: string,
  reference: string | null,
  taken: ReadonlySet<string>,
): Report | undefined {
  const named = reports.find(
    ({ dispute, references }) =>
      dispute === own || (reference !== null && references.includes(reference)),
  );
  return named ?? reports.find(({ dispute, references }) => references.length === 0 && !taken.has(dispute));
}

/** Adds what came later to a dispute that is open. */
export const addedEvidence = (evidence: Evidence, mark: string, isDisputed: boolean): Wanted => ({
  id: `add-evidence:${evidence.dispute}:${evidence.reference}`,
  type: COMMANDS.addDisputeEvidence.type,
  system: OWN_SYSTEM,
  fingerprint: mark,
  gates: [],
  disputed: isDisputed,
  exposure: evidence.amount,
  content: () => evidence,
});

/** Invoices of disputes that were reversed and not billed anew: half of a rebill is nobody's money. */
export function halfRebills(view: OrderView, billings: readonly Billing[]): readonly ExceptionCase[] {
  if (registers(view.state, R.disputed).length === 0) return [];
  return registers(view.state, R.reversed).flatMap(({ contents: [{ value }] }) => {
    const { invoice, reversal, gross } = value;
    const [report] = reportsOf(view, invoice).filter(({ state }) => state === 'open');
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
          `Post the new invoice of ${shipment} in the ERP; then tell both numbers ` +
          `(POST /v1/disputes/${report.dispute}/settlement). The case closes with the new invoice.`,
      },
    ];
  });
}

/** What a customer owes less because an invoice was billed anew, in minor units. */
export const rebilledMinor = ({ state }: OrderView, invoice: string): bigint =>
  registers(state, R.disputed)
    .map(({ contents: [{ value }] }) => value)
    .filter(({ rebilledAs }) => rebilledAs === invoice)
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);

/** The amount of an invoice that was billed anew, or why it is none. */
export function rebilledOf(
  { state }: OrderView,
  of: { readonly invoice: string; readonly reversal: string; readonly anew: string },
): Money | string {
  const reversed = register(state, R.reversed, of.invoice)?.contents[0].value;
  if (reversed?.reversal !== of.reversal) {
    return `The ledger has not reversed ${of.invoice} by ${of.reversal}.`;
  }
  const shipment = register(state, R.posted, of.invoice)?.contents[0].value.shipment;
  const posted = register(state, R.posted, of.anew)?.contents[0].value;
  const stands = register(state, R.reversed, of.anew) === undefined;
  if (posted !== undefined && stands && posted.shipment === shipment) return posted.gross;
  return `The ledger has not posted ${of.anew} for ${shipment}.`;
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
          `Send him the reminder with the evidence of ${dispute} (GET /v1/disputes/${dispute}), or agree ` +
          'on a day. If he is right after all, dispute it anew under another number; if the money is given ' +
          'up, credit it in the ERP. The case closes with the payment.',
      });
    }
  }
  return { deadlines, cases };
}
