/** What the partner who stated a deduction is told: the credit memo that was posted for it. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { register, type State } from '../../engine/state.ts';
import { formatInstant, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney } from '../../kernel/money.ts';
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
  const settled = register(state, R.settled, dispute)?.contents[0];
  const creditMemo = settled?.value.creditMemo;
  if (settled === undefined || creditMemo === undefined || settled.value.how !== 'credit') return NOTHING;
  if (!takenBy(documents, system).has(COMMANDS.sendCreditDocument.type)) return NOTHING;
  const { amount: gross, postingDate } = settled.value;
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
        postingDate: postingDate ?? (formatInstant(settled.occurredAt).slice(0, 10) as LocalDate),
        lines: [],
        tax: { amountMinor: 0n, currency: evidence.gross.currency },
        gross,
      }),
    },
  ];
}

const NOTHING: readonly Wanted[] = [];
