/** A request to give goods back, while somebody writes it: from an order, or from what was asked before. */
import type { ReturnToAmend, ReturnToRequest } from '../../../../src/client/generated/api.ts';
import type { ReturnEligibility, ReturnRecord, SalesOrder } from '../../api/types.ts';

type AskedLine = ReturnToRequest['lines'][number];
export type Reason = AskedLine['reason'];
export type Use = NonNullable<AskedLine['use']>;

/** Why goods come back, in the order in which it is mostly said. */
export const REASONS: readonly Reason[] = [
  'not-wanted',
  'wrong-item',
  'over-shipped',
  'damaged',
  'defective',
  'expired',
  'recalled',
];
export const USES: readonly Use[] = ['unopened', 'opened', 'used', 'unknown'];

/** Another item that the customer wants instead; an empty item means that he wants none. */
export interface WantedInstead {
  readonly item: string;
  /** Empty: as many units as come back. */
  readonly quantity: string;
  /** Empty: the price is not agreed, and is the list's. */
  readonly unitPrice: string;
}

const NOTHING_INSTEAD: WantedInstead = { item: '', quantity: '', unitPrice: '' };

/** One line of the form; an empty quantity means that nothing of it comes back. */
export interface DraftLine {
  /** Its number in the request; `null`: it is not asked for yet. */
  readonly line: number | null;
  readonly item: string;
  readonly salesOrderLine: number | null;
  readonly lot: string | null;
  readonly quantity: string;
  readonly reason: Reason;
  readonly use: Use;
  readonly text: string;
  readonly instead: WantedInstead;
}

export interface Draft {
  readonly customer: string;
  readonly customerReference: string;
  readonly salesOrder: string;
  readonly resolution: 'credit' | 'replacement';
  readonly site: string;
  readonly lines: readonly DraftLine[];
}

type OrderLine = SalesOrder['lines'][number];

const unasked = ({ line, item }: Pick<OrderLine, 'line' | 'item'>): DraftLine => ({
  line: null,
  item,
  salesOrderLine: line,
  lot: null,
  quantity: '',
  reason: 'not-wanted',
  use: 'unopened',
  text: '',
  instead: NOTHING_INSTEAD,
});

/** A request of nothing yet, with a line for each of the order. */
export const draftOfOrder = ({ salesOrder, customer, lines }: SalesOrder): Draft => ({
  customer: customer ?? '',
  customerReference: '',
  salesOrder,
  resolution: 'credit',
  site: '',
  lines: lines.map(unasked),
});

/** What was asked for last, as its fact says it; `null`: nobody asked. */
export function requestedOf({ timeline }: ReturnRecord): ReturnToRequest | null {
  const said = timeline.findLast(
    ({ type, effect }) => type === 'return.requested.v1' && effect === 'applied',
  );
  return (said?.data ?? null) as ReturnToRequest | null;
}

/** What was asked for last, and below it the lines of its order that were not. */
export function draftOfRequest(asked: ReturnToRequest, order: SalesOrder | null): Draft {
  const lines = asked.lines.map(
    ({ line, item, salesOrderLine, lot, quantity, reason, use, text, exchange }): DraftLine => ({
      line,
      item,
      salesOrderLine: salesOrderLine ?? null,
      lot: lot ?? null,
      quantity,
      reason,
      use: use ?? 'unknown',
      text: text ?? '',
      instead: { ...NOTHING_INSTEAD, ...exchange },
    }),
  );
  const known = new Set(lines.map(({ salesOrderLine }) => salesOrderLine));
  const rest = (order?.lines ?? []).filter(({ line }) => !known.has(line));
  return {
    customer: asked.customer,
    customerReference: asked.customerReference ?? '',
    salesOrder: asked.salesOrder ?? '',
    resolution: asked.resolution ?? 'credit',
    site: asked.site ?? '',
    lines: [...lines, ...rest.map(unasked)],
  };
}

export const isAsked = ({ quantity }: DraftLine): boolean => Number(quantity) > 0;

/** What is sent: the lines with a quantity, each under the number that it has or the next free one. */
export function contentOf(draft: Draft): Omit<ReturnToAmend, 'channel'> {
  const { customer, customerReference, salesOrder, resolution, site } = draft;
  let last = Math.max(0, ...draft.lines.map(({ line }) => line ?? 0));
  return {
    customer,
    resolution,
    ...(customerReference === '' ? {} : { customerReference }),
    ...(salesOrder === '' ? {} : { salesOrder }),
    ...(site === '' ? {} : { site }),
    lines: draft.lines.filter(isAsked).map(({ line, item, quantity, reason, use, ...rest }) => ({
      line: line ?? (last += 1),
      item,
      quantity,
      reason,
      use,
      ...(rest.salesOrderLine === null ? {} : { salesOrderLine: rest.salesOrderLine }),
      ...(rest.lot === null ? {} : { lot: rest.lot }),
      ...(rest.text === '' ? {} : { text: rest.text }),
      ...exchangeOf(rest.instead, quantity),
    })),
  };
}

function exchangeOf(instead: WantedInstead, givenBack: string): Pick<AskedLine, 'exchange'> {
  const { item, quantity, unitPrice } = instead;
  if (item === '') return {};
  const price = unitPrice === '' ? {} : { unitPrice };
  return { exchange: { item, quantity: quantity === '' ? givenBack : quantity, ...price } };
}

export type EligibleLine = ReturnEligibility['lines'][number];

/** Units of a line that may still be asked for, over all of its invoices. */
export const returnableOf = (lines: readonly EligibleLine[]): number =>
  lines.reduce((sum, { returnable }) => sum + Number(returnable), 0);
