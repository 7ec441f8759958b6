/** What the partner who stated a deduction is told: the credit memo posted for it, or why none is. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatInstant, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import { askedAgain, takenBy, type DocumentPolicy } from '../partner-documents.ts';
import { R } from './registers.ts';
import { rejectionOf } from './rejection.ts';
import type { DisputeView } from './workflow.ts';

/** He was told of it: what was told in error a person must take back. */
export const CREDIT_DOCUMENT_RULE: CommandRule = {
  ...rule('adjust', 'finance', 4),
  inverse: { kind: 'case' },
};

/**
 * The credit of a dispute as a document, for whoever opened it by one; a rebill is told by its own invoice.
 */
export function creditDocuments(
  state: State,
  disputed: ContentOfFact<typeof FACTS.chargeDisputed>,
  classification: (typeof disputed)['classification'],
  documents: DocumentPolicy | undefined,
): readonly Wanted[] {
  const { dispute, openedBy: system, evidence, salesOrder, customer, invoice } = disputed;
  const credit = creditTold(state, dispute);
  if (credit === undefined) return NOTHING;
  const { creditMemo, gross, postingDate, tax } = credit;
  if (!takenBy(documents, system).has(COMMANDS.sendCreditDocument.type)) return NOTHING;
  const reference = disputed.customerReference;
  return [
    {
      id: `send-credit-document:${creditMemo}`,
      type: COMMANDS.sendCreditDocument.type,
      system,
      fingerprint: `${formatMoney(gross)}${askedAgain(state, R, `credit:${creditMemo}`)}`,
      gates: [],
      disputed: false,
      exposure: gross,
      content: () => ({
        dispute,
        ...(reference === undefined ? {} : { customerReference: reference }),
        classification,
        salesOrder,
        customer,
        creditMemo,
        invoice,
        postingDate,
        lines: [],
        tax: tax ?? { amountMinor: 0n, currency: evidence.gross.currency },
        gross,
      }),
    },
  ];
}

/** That a dispute was decided against him, as the deciding fact says it, for who opened it by a document. */
export function answerDocuments(
  state: State,
  view: DisputeView,
  documents: DocumentPolicy | undefined,
): readonly Wanted[] {
  const { disputed, classification } = view;
  const rejection = rejectionOf(state, view);
  const { dispute, openedBy: system, salesOrder, customer, invoice, amount, customerReference } = disputed;
  if (rejection === null || !takenBy(documents, system).has(COMMANDS.sendDisputeAnswer.type)) return NOTHING;
  const { decidedAt, because } = rejection;
  const again = askedAgain(state, R, `answer:${dispute}`);
  return [
    {
      id: `send-dispute-answer:${dispute}`,
      type: COMMANDS.sendDisputeAnswer.type,
      system,
      fingerprint: `${formatMoney(amount)} ${fingerprint(because)}${again}`,
      gates: [],
      disputed: false,
      exposure: amount,
      content: () => ({
        dispute,
        ...(customerReference === undefined ? {} : { customerReference }),
        classification,
        salesOrder,
        customer,
        invoice,
        amount,
        decidedAt,
        because,
      }),
    },
  ];
}

interface Credit {
  readonly creditMemo: string;
  readonly gross: Money;
  readonly postingDate: LocalDate;
  readonly tax?: Money;
}

/** The credit memo that a person told, or that the ledger posted. */
function creditTold(state: State, dispute: string): Credit | undefined {
  const told = register(state, R.settled, dispute)?.contents[0];
  if (told?.value.creditMemo !== undefined && told.value.how === 'credit') {
    const { creditMemo, amount: gross } = told.value;
    const postingDate = told.value.postingDate ?? (formatInstant(told.occurredAt).slice(0, 10) as LocalDate);
    return { creditMemo, gross, postingDate };
  }
  return told === undefined ? registers(state, R.credited)[0]?.contents[0].value : undefined;
}

const NOTHING: readonly Wanted[] = [];
