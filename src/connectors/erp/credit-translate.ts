/** Pure translation of what the ERP says and is told about credit memos. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatMoney } from '../../kernel/money.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { Result } from '../../kernel/result.ts';
import type { z } from 'zod';
import { canonicalFact, together, type SourceRecord } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import type { ErpDocument } from './wire.ts';
import type * as wire from './wire.ts';

type ContentOf<K extends keyof typeof COMMANDS> = z.output<(typeof COMMANDS)[K]['schema']>;
type Facts = Result<readonly CanonicalFact[], readonly Fault[]>;

const KINDS = ['credit-memo', 'credit-reversal', 'credit-settlement', 'credit-refusal'] as const;

export type ErpCreditDocument = Extract<ErpDocument, { kind: (typeof KINDS)[number] }>;

export const isCredit = (document: ErpDocument): document is ErpCreditDocument =>
  KINDS.some((kind) => kind === document.kind);

/** The head of a call: company, and our own reference. */
export type Head = {
  readonly code: string;
  readonly reference: string;
  readonly reference_revision: number;
};

const moneyIn = (currency: string) => (amount: string) => ({ amount, currency });

/**
 * The facts that a document about credits states: one for the return, and, where an invoice comes to
 * another amount because of it, one for its sales order.
 */
export function factsOfCredit(
  { kind, document }: ErpCreditDocument,
  companies: CompanyCodes,
  path: string,
): Facts {
  const record = (occurredAt: string, part = ''): SourceRecord => ({
    id: `${kind}/${document.number}${part}`,
    code: document.code,
    occurredAt,
    path,
    causationId: document.reference,
  });
  switch (kind) {
    case 'credit-memo':
      return together([
        document.cause === 'dispute'
          ? canonicalFact(
              FACTS.chargeCredited,
              record(document.posted_at),
              companies,
              credited(document),
            )
          : canonicalFact(
              FACTS.creditMemoPosted,
              record(document.posted_at),
              companies,
              posted(document),
            ),
        canonicalFact(
          FACTS.invoiceAdjusted,
          record(document.posted_at, '/invoice'),
          companies,
          adjusted('credit', document),
        ),
      ]);
    case 'credit-reversal':
      return together([
        canonicalFact(FACTS.creditMemoReversed, record(document.posted_at), companies, {
          rma: document.rma,
          creditMemo: document.credit_memo,
          reversal: document.number,
          postingDate: document.posting_date,
          gross: moneyIn(document.currency)(document.gross),
        }),
        canonicalFact(
          FACTS.invoiceAdjusted,
          record(document.posted_at, '/invoice'),
          companies,
          adjusted('reversal', document),
        ),
      ]);
    case 'credit-settlement':
      if (document.cause === 'dispute') {
        return together([
          canonicalFact(FACTS.chargeCreditSettled, record(document.settled_at), companies, {
            dispute: document.rma,
            creditMemo: document.credit_memo,
            refund: document.refund,
            settled: moneyIn(document.currency)(document.settled),
          }),
        ]);
      }
      return together([
        canonicalFact(FACTS.creditMemoSettled, record(document.settled_at), companies, {
          rma: document.rma,
          creditMemo: document.credit_memo,
          refund: document.refund,
          settled: moneyIn(document.currency)(document.settled),
        }),
      ]);
    case 'credit-refusal':
      if (document.cause === 'dispute') {
        return together([
          canonicalFact(FACTS.chargeCreditRefused, record(document.refused_at), companies, {
            dispute: document.rma,
            postingDate: document.posting_date,
            firstOpenDate: document.first_open_date,
            reason: document.message,
          }),
        ]);
      }
      return together([
        canonicalFact(FACTS.creditMemoRefused, record(document.refused_at), companies, {
          rma: document.rma,
          credit: document.credit,
          postingDate: document.posting_date,
          firstOpenDate: document.first_open_date,
          reason: document.message,
        }),
      ]);
  }
}

function posted(document: z.output<typeof wire.creditMemo>) {
  const money = moneyIn(document.currency);
  return {
    rma: document.rma,
    credit: document.credit,
    creditMemo: document.number,
    generation: document.reference_revision,
    invoice: document.invoice,
    salesOrder: document.sales_order,
    postingDate: document.posting_date,
    lines: document.lines.map(({ line, item, quantity, net }) => ({
      line,
      item,
      quantity,
      net: money(net),
    })),
    tax: money(document.tax),
    gross: money(document.gross),
    applied: money(document.applied),
    open: money(document.open),
  };
}

/** A credit memo that went over from a wrong invoice to the one that was billed anew. */
export function factsOfTransfer(
  transfer: z.output<typeof wire.creditTransfer>,
  invoice: string,
  head: SourceRecord,
  companies: CompanyCodes,
) {
  const part = (kind: 'credit' | 'reversal', at: string) =>
    canonicalFact(
      FACTS.invoiceAdjusted,
      { ...head, id: `credit-transfer/${transfer.number}/${kind}` },
      companies,
      {
        ...adjusted(kind, { ...transfer, invoice: at }),
        adjustment: `${transfer.number}/${kind}`,
        moved: true,
      },
    );
  return [part('reversal', transfer.invoice), part('credit', invoice)];
}

/** The credit of a dispute is numbered where that of a return is. */
function credited(document: z.output<typeof wire.creditMemo>) {
  const { rma: dispute, credit: _, lines: __, ...rest } = posted(document);
  return { dispute, ...rest };
}

/** What we ask for bears the key of its command, which begins with its instance. */
const isByHand = (reference: string | undefined): boolean =>
  reference !== undefined && !/^[^/]+\/(?:return|dispute)\//.test(reference);

function adjusted(
  kind: 'credit' | 'reversal',
  document: Pick<
    z.output<typeof wire.creditMemo>,
    'sales_order' | 'invoice' | 'number' | 'rma' | 'currency' | 'lines' | 'gross' | 'applied'
  > & { readonly cause?: 'dispute' | undefined; readonly tax?: string; readonly reference?: string },
) {
  const money = moneyIn(document.currency);
  return {
    salesOrder: document.sales_order,
    invoice: document.invoice,
    adjustment: document.number,
    kind,
    ...(document.cause === 'dispute' ? { dispute: document.rma } : { rma: document.rma }),
    lines: document.lines.map(({ order_line: line, item, quantity, net }) => ({
      line,
      item,
      quantity,
      net: money(net),
    })),
    ...(document.tax === undefined ? {} : { tax: money(document.tax) }),
    ...(isByHand(document.reference) ? { byHand: true } : {}),
    gross: money(document.gross),
    applied: money(document.applied),
  };
}

/** The call that a command about credits comes to, or `null` for any other. */
export function creditCallOf(command: OutboundCommand, head: Head) {
  const { content } = command;
  switch (command.type) {
    case COMMANDS.postCreditMemo.type:
      return postCall(head, content as ContentOf<'postCreditMemo'>);
    case COMMANDS.postChargeCredit.type:
      return chargeCall(head, content as ContentOf<'postChargeCredit'>);
    case COMMANDS.reverseCreditMemo.type: {
      const { rma, credit, reason } = content as ContentOf<'reverseCreditMemo'>;
      return { method: 'credit_memo.reverse', params: { ...head, rma, credit, reason } };
    }
    case COMMANDS.settleCreditMemo.type:
    case COMMANDS.settleChargeCredit.type: {
      const { creditMemo, refund, amount, ...by } = content as
        | ContentOf<'settleCreditMemo'>
        | ContentOf<'settleChargeCredit'>;
      const rma = 'rma' in by ? by.rma : by.dispute;
      return {
        method: 'credit_memo.settle',
        params: {
          ...head,
          rma,
          credit_memo: creditMemo,
          refund,
          amount: formatMoney(amount),
          currency: amount.currency,
        },
      };
    }
    default:
      return null;
  }
}

const postCall = (head: Head, content: ContentOf<'postCreditMemo'>) => ({
  method: 'credit_memo.post',
  params: {
    ...head,
    rma: content.rma,
    credit: content.credit,
    sales_order: content.salesOrder,
    invoice: content.invoice,
    customer: content.customer,
    currency: content.gross.currency,
    posting_date: content.postingDate,
    lines: content.lines.map(({ line, salesOrderLine, item, quantity, net }) => ({
      line,
      order_line: salesOrderLine,
      item,
      quantity: formatQuantity(quantity),
      net: formatMoney(net),
    })),
    freight: formatMoney(content.freight),
    fee: formatMoney(content.fee),
    tax: formatMoney(content.tax),
    gross: formatMoney(content.gross),
  },
});

/** Money without goods: of each line a part of its price, and no quantity. */
const chargeCall = (head: Head, content: ContentOf<'postChargeCredit'>) => {
  const nothing = formatMoney({ ...content.gross, amountMinor: 0n });
  return {
    method: 'credit_memo.post',
    params: {
      ...head,
      rma: content.dispute,
      cause: 'dispute',
      credit: content.invoice,
      sales_order: content.salesOrder,
      invoice: content.invoice,
      customer: content.customer,
      currency: content.gross.currency,
      posting_date: content.postingDate,
      lines: content.lines.map(({ line, item, net }) => ({
        line, order_line: line, item, quantity: '0', net: formatMoney(net),
      })),
      freight: formatMoney(content.freight),
      fee: nothing,
      tax: formatMoney(content.tax),
      gross: formatMoney(content.gross),
    },
  };
};
