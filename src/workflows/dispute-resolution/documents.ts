/** What the partner who stated a deduction is told: the credit memo that was posted for it. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { formatInstant, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import { askedAgain, takenBy, type DocumentPolicy } from '../partner-documents.ts';
import { R } from './registers.ts';

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
