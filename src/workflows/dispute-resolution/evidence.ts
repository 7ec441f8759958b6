/** What came to be known of a dispute after it was opened, and what its order is told of it. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';
import { formatMoney } from '../../kernel/money.ts';
import { R } from './registers.ts';
import type { Disputed, DisputeView } from './workflow.ts';

type Evidence = ContentOfFact<typeof FACTS.disputeEvidenceAdded>;

/**
 * The dispute with what came later: the customer's own words where nobody knew any, and the larger of the
 * amounts, or what another dispute of the same money leaves of it; what was posted for it stays as it was.
 */
export function withEvidence(state: State, opened: Disputed, isPosted: boolean): Disputed {
  const added = evidenceOf(state);
  const [said] = added.filter(({ kind }) => kind === 'deduction');
  const [paid] = added.filter(({ kind }) => kind === 'payment');
  const [covered] = added.filter(({ kind }) => kind === 'covered');
  const own = added.filter(({ kind }) => kind !== 'covered').map(({ amount }) => amount);
  const all = [opened.amount, ...own].reduce((a, b) => (b.amountMinor > a.amountMinor ? b : a));
  const left = covered !== undefined && covered.amount.amountMinor < all.amountMinor ? covered.amount : all;
  const amount = isPosted ? opened.amount : left;
  const isUnknown = opened.classification === 'unknown' && said !== undefined && !isPosted;
  return {
    ...opened,
    amount,
    ...(isUnknown ? { classification: said.classification } : {}),
    ...(opened.deducted === undefined && said !== undefined ? { deducted: said.deducted } : {}),
    ...(opened.customerReference === undefined && said !== undefined
      ? { customerReference: said.reference }
      : {}),
    ...(opened.payment === undefined && paid !== undefined ? { payment: paid.reference } : {}),
  };
}

const evidenceOf = (state: State): readonly Evidence[] =>
  registers(state, R.evidence)
    .map(({ contents: [{ value }] }) => value)
    .sort((a, b) => a.statedAt - b.statedAt || (a.reference < b.reference ? -1 : 1));

/** When the last word was said on what is right. */
export function lastWordAt(state: State, openedAt: Instant): Instant {
  const said = [
    ...registers(state, R.policy).map(({ contents: [one] }) => one.occurredAt),
    ...registers(state, R.approval).map(({ contents: [one] }) => one.occurredAt),
    ...registers(state, R.decided).map(({ contents: [one] }) => one.occurredAt),
  ];
  return said.reduce((last, one) => (one > last ? one : last), openedAt);
}

/** Words of a dispute that is over. */
const OVER = ['settled', 'rejected', 'withdrawn'] as const;

/** Tells the order what of its invoice is disputed, and how far it has come. */
export function disputeReports(
  state: State,
  { disputed, settled }: DisputeView,
  lifecycle: string,
): readonly Wanted[] {
  const { dispute, salesOrder, invoice, openedAt, customerReference } = disputed;
  const words = evidenceOf(state).filter(({ kind }) => kind === 'deduction');
  const references = [
    ...new Set([customerReference, ...words.map(({ reference }) => reference)]),
  ].filter((one) => one !== undefined);
  const rebilledAs = settled?.how === 'rebill' ? settled.invoice : undefined;
  // A part of what was right may have been credited before: the order is told how much less it was billed.
  const amount = rebilledAs === undefined ? disputed.amount : settled!.amount;
  const current = OVER.find((word) => word === lifecycle) ?? 'open';
  return [
    {
      id: 'report-dispute',
      type: COMMANDS.reportDispute.type,
      system: OWN_SYSTEM,
      fingerprint: fingerprint(
        `${invoice} ${formatMoney(amount)} ${current} ${references.join('|')} ${rebilledAs ?? ''}`,
      ),
      gates: [],
      content: () => ({
        dispute,
        salesOrder,
        invoice,
        amount,
        state: current,
        ...(rebilledAs === undefined ? {} : { rebilledAs }),
        since: lastWordAt(state, openedAt),
        references,
      }),
    },
  ];
}
