/** What the disputes of an order say of themselves: what is disputed already, and what was billed anew. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import type { Money } from '../../kernel/money.ts';
import type { OrderView } from './order-view.ts';
import { R } from './registers.ts';
import { standingFor } from './succession.ts';

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
  // Who has taken it up as evidence goes on with it, although another was opened for it at the same time.
  const named =
    reports.find(({ dispute, references }) => dispute !== own && references.includes(reference ?? '')) ??
    reports.find(({ dispute }) => dispute === own);
  const open = reports.filter(({ state }) => state !== 'withdrawn');
  return named ?? open.find(({ dispute, references }) => references.length === 0 && !taken.has(dispute));
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

/** What a customer owes less because an invoice was billed anew, in minor units. */
export function rebilledMinor({ state }: OrderView, invoice: string): bigint {
  let sum = 0n;
  for (const { contents: [{ value }] } of registers(state, R.disputed)) {
    // An invoice that was billed anew may have been billed anew itself.
    const { rebilledAs, amount } = value;
    if (rebilledAs !== undefined && standingFor(state, rebilledAs)?.invoice === invoice) {
      sum += amount.amountMinor;
    }
  }
  return sum;
}

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
