/** 180 as an answer, and a credit as 812 or 810: what is told to who gave goods back, or deducted. */
import type { ContentOfFact } from '../../../canonical/catalogue.ts';
import type { sendCreditDocument, sendReturnAnswer } from '../../../canonical/document-commands.ts';
import type { Money } from '../../../kernel/money.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { WrittenSegment } from './interchange-text.ts';
import { decimalOf, purposeOf } from './order-documents.ts';
import { DocumentError, type Outgoing, type OutgoingSet } from './outgoing.ts';

type Answer = ContentOfFact<typeof sendReturnAnswer>;
type Credit = ContentOfFact<typeof sendCreditDocument>;

/** Characters of a message segment that all partners read. */
const MESSAGE_LENGTH_MAX = 80;

/** A code that the partner agreed for a word of ours: no standard code stands for all partners. */
function agreed({ codes }: Outgoing, list: string, word: string): string {
  const code = codes.codeFor(list, word);
  if (code === null) {
    const where = `codes.${list} of his profile`;
    throw new DocumentError(`the partner has no code for our ${list} "${word}" (${where})`);
  }
  return code;
}

/** The partner's number of an order: ours, without what the agreement puts before it. */
export const orderNumberOf = ({ profile }: Outgoing, salesOrder: string): string =>
  salesOrder.startsWith(profile.orders.prefix) ? salesOrder.slice(profile.orders.prefix.length) : salesOrder;

/** Each line twice where a part of it may come back and a part may not. */
export function returnAnswer(outgoing: Outgoing, content: Answer): OutgoingSet {
  const { rma, customerReference = '', customer, salesOrder, decidedAt, lines } = content;
  const said = (
    { item, because }: Answer['lines'][number],
    verdict: 'authorized' | 'refused',
    quantity: Quantity,
  ): readonly WrittenSegment[] => {
    if (quantity === 0n) return [];
    const counted = outgoing.counted(item, quantity);
    const text = verdict === 'refused' ? (because ?? '') : '';
    return [
      ['BLI', 'VP', item, counted.quantity, counted.unit],
      ['RDR', agreed(outgoing, 'return-answer', verdict)],
      ...(text === '' ? [] : [['MSG', outgoing.text(text, MESSAGE_LENGTH_MAX)] as const]),
    ];
  };
  return {
    set: '180',
    segments: [
      [
        'BGN', purposeOf(outgoing), rma, outgoing.day(decidedAt), outgoing.clock(decidedAt), '',
        customerReference,
      ],
      ...(salesOrder === undefined ? [] : [['PRF', orderNumberOf(outgoing, salesOrder)] as const]),
      ['REF', 'RZ', rma],
      ['N1', 'BY', outgoing.text(customer, 60), '91', customer],
      ...lines.flatMap((line) => [
        ...said(line, 'authorized', line.authorized),
        ...said(line, 'refused', line.refused),
      ]),
    ],
  };
}

/** By 812 where that was agreed, by a credit 810 otherwise. */
export const creditDocument = (outgoing: Outgoing, content: Credit): OutgoingSet =>
  outgoing.profile.sends.includes('812') ? adjustment(outgoing, content) : creditInvoice(outgoing, content);

/** What a credit comes to besides its lines and its tax: freight that is given back less what is kept. */
function restOf({ lines, tax, gross }: Credit): Money {
  const said = lines.reduce((sum, { net }) => sum + net.amountMinor, tax.amountMinor);
  return { amountMinor: gross.amountMinor - said, currency: gross.currency };
}

/** What it was credited for: the return, or the deduction by the customer's own number. */
const causeOf = ({ rma, customerReference }: Credit): readonly WrittenSegment[] => [
  ...(rma === undefined ? [] : [['REF', 'RZ', rma] as const]),
  ...(customerReference === undefined ? [] : [['REF', 'DB', customerReference] as const]),
];

const absolute = ({ amountMinor, currency }: Money): Money => ({
  amountMinor: amountMinor < 0n ? -amountMinor : amountMinor,
  currency,
});

function creditInvoice(outgoing: Outgoing, content: Credit): OutgoingSet {
  const { lines, tax, gross, salesOrder } = content;
  const rest = restOf(content);
  const kind = rest.amountMinor > 0n ? 'C' : 'A';
  return {
    set: '810',
    segments: [
      [
        'BIG', content.postingDate.replaceAll('-', ''), content.creditMemo, '',
        orderNumberOf(outgoing, salesOrder), '', '', 'CR',
        purposeOf(outgoing, content.reversal === undefined),
      ],
      ['CUR', 'SE', gross.currency],
      ['REF', 'IV', content.invoice],
      ...causeOf(content),
      ['N1', 'BT', outgoing.text(content.customer, 60), '91', content.customer],
      ...lines.map(({ line, item, quantity, net }): WrittenSegment => {
        const counted = outgoing.counted(item, quantity);
        const price = outgoing.priceOf(net, quantity, counted);
        return ['IT1', String(line), counted.quantity, counted.unit, price, '', ...outgoing.itemIds(item)];
      }),
      ['TDS', outgoing.hundredths(gross)],
      ...(tax.amountMinor === 0n ? [] : [['TXI', 'TX', decimalOf(outgoing.hundredths(tax))] as const]),
      ...(rest.amountMinor === 0n
        ? []
        : [['SAC', kind, 'ZZZZ', '', '', outgoing.hundredths(absolute(rest))] as const]),
      ['CTT', String(lines.length)],
    ],
  };
}

function adjustment(outgoing: Outgoing, content: Credit): OutgoingSet {
  const { lines, tax, gross } = content;
  const rest = restOf(content);
  const taken = content.reversal === undefined ? 'C' : 'D';
  const reason = agreed(outgoing, 'credit-reason', content.classification ?? 'returned');
  /** Amounts that no goods stand for: tax, and freight less fees; what lowers the credit is a debit. */
  const besides = [tax, rest].filter(({ amountMinor }) => amountMinor !== 0n);
  const flagOf = ({ amountMinor }: Money): string => (amountMinor > 0n ? taken : taken === 'C' ? 'D' : 'C');
  return {
    set: '812',
    segments: [
      [
        'BCD', content.postingDate.replaceAll('-', ''), content.reversal ?? content.creditMemo, '',
        outgoing.hundredths(gross), taken, '', content.invoice, '', '',
        orderNumberOf(outgoing, content.salesOrder),
      ],
      ['CUR', 'SE', gross.currency],
      ...causeOf(content),
      ...(content.reversal === undefined ? [] : [['REF', 'CM', content.creditMemo] as const]),
      ['N1', 'BT', outgoing.text(content.customer, 60), '91', content.customer],
      ...lines.flatMap(({ line, item, quantity, net }): WrittenSegment[] => {
        const { quantity: count, unit } = outgoing.counted(item, quantity);
        return [
          ['CDD', reason, taken, '', outgoing.hundredths(net), '', '', count, unit],
          ['LIN', String(line), ...outgoing.itemIds(item)],
        ];
      }),
      ...besides.map((amount): WrittenSegment =>
        ['CDD', reason, flagOf(amount), '', outgoing.hundredths(absolute(amount))],
      ),
    ],
  };
}
