/** What of a dispute may still be credited: asked of the owner of the billed lines before it is posted. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { moneyText, zeroMoney, type Money } from '../../kernel/money.ts';
import { ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { R } from './registers.ts';
import type { Disputed, DisputeView } from './workflow.ts';

export type ApprovedCharge = ContentOfFact<typeof FACTS.chargeCreditApproved>;
type Question = ContentOfFact<typeof COMMANDS.approveChargeCredit>;

/** The question with what is known of its answer. */
export interface Creditable {
  readonly question: Question;
  /** Nothing was ever granted, and nothing is to be. */
  readonly isIdle: boolean;
  /** The answer to exactly this question, or `null` while there is none. */
  readonly answer: ApprovedCharge | null;
  /** Holds whatever posts the credit until it is answered. */
  readonly gate: Gate;
  /** Of what is right, what was credited before; `null` if nothing. */
  readonly before: Money | null;
}

const isFreight = ({ refunded }: Disputed, classification: string): boolean =>
  refunded !== undefined && classification === 'freight';

/** What never arrived: its goods are gone for good, whoever asks to give them back. */
const NEVER_ARRIVED: ReadonlySet<string> = new Set(['shortage', 'not-received']);

/** What the owner is asked for a dispute as it stands, and what it has answered. */
export function creditableOf(state: State, view: Omit<DisputeView, 'creditable'>): Creditable {
  const { disputed, resolution, approval, settled, classification } = view;
  const { dispute, salesOrder, invoice, amount } = disputed;
  // What is posted stays credited, whatever is found right afterwards.
  const isPosted = settled !== undefined;
  const isRight = resolution === 'credit' || resolution === 'rebill';
  const isDue = isRight && approval?.state !== 'rejected';
  const creditMemo = register(state, R.settled, dispute)?.contents[0].value.creditMemo;
  const base = {
    dispute,
    salesOrder,
    invoice,
    amount: isPosted || isDue ? amount : zeroMoney(amount.currency),
    lines: linesOf(disputed, classification),
    // What the channel paid back for freight takes nothing of the goods.
    ...(isFreight(disputed, classification) ? { charge: 'freight' as const } : {}),
    ...(isPosted && creditMemo !== undefined ? { creditMemo } : {}),
  };
  // An answer that its owner took back is asked for again: as another question.
  const lapsed = register(state, R.lapsed, dispute);
  const review = lapsed === undefined ? '' : ` review ${lapsed.version}`;
  const question = { ...base, of: fingerprint(`${textOf(base)}${review}`) };
  const known = registers(state, R.granted)[0]?.contents[0];
  const answer = known?.value.of === question.of ? known.value : null;
  const missing = answer === null ? 0n : answer.asked.amountMinor - answer.gross.amountMinor;
  return {
    question,
    isIdle: known === undefined && base.amount.amountMinor === 0n,
    answer,
    gate: gateOf(answer, known?.fact),
    before: missing > 0n ? { ...amount, amountMinor: missing } : null,
  };
}

function textOf({ invoice, amount, lines, creditMemo, charge }: Omit<Question, 'of'>): string {
  const rows = lines.map(({ line, weight, quantity }) => `|${line}*${weight.amountMinor}/${quantity}`);
  const only = charge === undefined ? '' : ` ${charge}`;
  return `${invoice} ${moneyText(amount)}${rows.join('')} ${creditMemo ?? ''}${only}`;
}

/** The lines that it is about, as the customer names them or as the evidence shows them. */
function linesOf({ deducted, evidence, amount }: Disputed, classification: string): Question['lines'] {
  const isGone = NEVER_ARRIVED.has(classification);
  const named = (deducted ?? []).flatMap(({ item, quantity, amount: weight }) => {
    const line = evidence.billed.find((row) => row.item === item)?.line;
    if (line === undefined || weight.amountMinor <= 0n) return [];
    return [{ line, weight, quantity: (isGone ? quantity : undefined) ?? ZERO_QUANTITY }];
  });
  if (named.length > 0) return named;
  if (classification === 'price') return overpriced(evidence);
  if (!isGone) return [];
  const shipped = new Map<number, bigint>();
  for (const { line, quantity } of evidence.shipped) {
    shipped.set(line, (shipped.get(line) ?? 0n) + quantity);
  }
  return evidence.billed.flatMap(({ line, quantity, net }) => {
    const short = quantity - (shipped.get(line) ?? 0n);
    if (short <= 0n) return [];
    const weight = { ...amount, amountMinor: (net.amountMinor * short) / quantity };
    return [{ line, weight, quantity: short as Quantity }];
  });
}

/** Lines that were billed above the price that was agreed, by how much. */
function overpriced({ ordered, billed }: Disputed['evidence']): Question['lines'] {
  const priceOf = new Map(ordered.map((row) => [row.line, row]));
  return billed.flatMap(({ line, net }) => {
    const { unitPrice = 0n, agreed = unitPrice } = priceOf.get(line) ?? {};
    if (agreed >= unitPrice || unitPrice <= 0n) return [];
    const amountMinor = (net.amountMinor * (unitPrice - agreed)) / unitPrice;
    return [{ line, weight: { ...net, amountMinor }, quantity: ZERO_QUANTITY }];
  });
}

function gateOf(answer: ApprovedCharge | null, fact: string | undefined): Gate {
  const name = 'creditable';
  if (answer === null) {
    const text = 'what of the invoice may still be credited is being asked';
    return { name, status: 'waiting', reason: { code: 'not-asked', text }, facts: [] };
  }
  const text = `${moneyText(answer.gross)} of ${answer.invoice} may be credited`;
  return { name, status: 'cleared', reason: { code: 'decided', text }, facts: [fact!] };
}

/** The question, once somebody found the credit right and approved it. */
export function askCreditable(
  { creditable, approval, settled }: DisputeView,
  system: string,
): readonly Wanted[] {
  const { question, isIdle } = creditable;
  if (isIdle) return [];
  const isDue = question.amount.amountMinor > 0n && settled === undefined;
  return [
    {
      id: 'approve-charge-credit',
      type: COMMANDS.approveChargeCredit.type,
      system,
      fingerprint: question.of,
      gates: isDue && approval !== null ? [approval.gate] : [],
      exposure: question.amount,
      content: () => question,
    },
  ];
}
