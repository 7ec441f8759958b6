/** 855, 856 and 810: what we tell a customer, from what was posted. */
import type { ContentOfFact } from '../../../canonical/catalogue.ts';
import type {
  sendInvoiceDocument,
  sendOrderAcknowledgement,
  sendShipNotice,
} from '../../../canonical/document-commands.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { WrittenSegment } from './interchange-text.ts';
import type { Outgoing, OutgoingSet } from './outgoing.ts';

type Acknowledgement = ContentOfFact<typeof sendOrderAcknowledgement>;
type ShipNotice = ContentOfFact<typeof sendShipNotice>;
type Invoice = ContentOfFact<typeof sendInvoiceDocument>;

const orderNumberOf = (content: {
  customerReference?: string | undefined;
  salesOrder: string;
}): string => content.customerReference ?? content.salesOrder;

/** Purpose codes: original, replacement, cancellation. */
export const purposeOf = (outgoing: Outgoing, holds = true): string =>
  holds ? (outgoing.replaces ? '05' : '00') : '01';

export function acknowledgement(outgoing: Outgoing, content: Acknowledgement): OutgoingSet {
  const { lines } = content;
  const isCut = lines.some(({ ordered, accepted }) => accepted < ordered);
  const isAllCut = lines.every(({ accepted }) => accepted === 0n);
  const type = isAllCut
    ? 'RJ'
    : isCut || lines.some(({ promised, accepted }) => promised < accepted)
      ? 'AC'
      : 'AD';
  return {
    set: '855',
    segments: [
      [
        'BAK',
        purposeOf(outgoing),
        type,
        orderNumberOf(content),
        outgoing.day(content.orderedAt),
        '',
        '',
        '',
        content.salesOrder,
        outgoing.day(outgoing.given.assignedAt),
      ],
      ['CUR', 'SE', content.currency],
      ...lines.flatMap((line) => acknowledgedLine(outgoing, line)),
      ['CTT', String(lines.length)],
    ],
  };
}

function acknowledgedLine(
  outgoing: Outgoing,
  line: Acknowledgement['lines'][number],
): WrittenSegment[] {
  const { item, ordered, accepted, promised } = line;
  const counted = outgoing.counted(item, ordered);
  const said = (status: string, quantity: bigint): WrittenSegment[] => {
    if (quantity <= 0n) return [];
    const part = outgoing.counted(item, quantity as Quantity);
    return [['ACK', status, part.quantity, part.unit]];
  };
  const price = outgoing.price(line.unitPrice, counted);
  return [
    [
      'PO1',
      String(line.line),
      counted.quantity,
      counted.unit,
      price,
      '',
      ...outgoing.itemIds(item),
    ],
    ...said('IA', promised),
    ...said('IB', accepted - promised),
    ...said('IR', ordered - accepted),
  ];
}

export function shipNotice(outgoing: Outgoing, content: ShipNotice): OutgoingSet {
  const { shipment, shippedAt, shipTo, lines } = content;
  const levels: WrittenSegment[][] = [
    [
      ['HL', '1', '', 'S'],
      ...(content.carrier === undefined
        ? []
        : [['TD5', 'B', '2', outgoing.code('carrier', content.carrier)] as const]),
      ...(content.trackingNumber === undefined ? [] : [['REF', 'CN', content.trackingNumber] as const]),
      ['N1', 'SF', outgoing.text(content.site, 60), '92', outgoing.code('site', content.site)],
      ['N1', 'ST', outgoing.text(content.customer, 60), '91', content.customer],
      ['N4', '', '', shipTo.postalCode ?? '', shipTo.country],
    ],
    [
      ['HL', '2', '1', 'O'],
      ['PRF', orderNumberOf(content), '', '', outgoing.day(content.orderedAt)],
      ['REF', 'VN', content.salesOrder],
    ],
    ...lines.map(({ line, item, quantity, lot }, index): WrittenSegment[] => {
      const counted = outgoing.counted(item, quantity);
      return [
        ['HL', String(index + 3), '2', 'I'],
        ['LIN', String(line), ...outgoing.itemIds(item)],
        ['SN1', '', counted.quantity, counted.unit],
        ...(lot === undefined ? [] : [['REF', 'LT', lot] as const]),
      ];
    }),
  ];
  const { assignedAt } = outgoing.given;
  return {
    set: '856',
    segments: [
      // 0004: shipment, order, item.
      [
        'BSN',
        purposeOf(outgoing, lines.length > 0),
        shipment,
        outgoing.day(assignedAt),
        outgoing.clock(assignedAt),
        '0004',
      ],
      ['DTM', '011', outgoing.day(shippedAt), outgoing.clock(shippedAt)],
      ...levels.flat(),
      ['CTT', String(levels.length)],
    ],
  };
}

export function invoice(outgoing: Outgoing, content: Invoice): OutgoingSet {
  const { lines, freight, tax } = content;
  return {
    set: '810',
    segments: [
      [
        'BIG',
        content.postingDate.replaceAll('-', ''),
        content.invoice,
        outgoing.day(content.orderedAt),
        orderNumberOf(content),
        '',
        '',
        'DI',
        purposeOf(outgoing, content.reversal === undefined),
      ],
      ['CUR', 'SE', content.currency],
      ['REF', 'VN', content.salesOrder],
      ['REF', 'SI', content.shipment],
      ['N1', 'BT', outgoing.text(content.customer, 60), '91', content.customer],
      ['ITD', '01', '3', '', '', '', '', String(content.netDays)],
      ...lines.map(({ line, item, quantity, net }): WrittenSegment => {
        const counted = outgoing.counted(item, quantity);
        const price = outgoing.priceOf(net, quantity, counted);
        return [
          'IT1',
          String(line),
          counted.quantity,
          counted.unit,
          price,
          '',
          ...outgoing.itemIds(item),
        ];
      }),
      ['TDS', outgoing.hundredths(content.gross)],
      ...(tax.amountMinor === 0n
        ? []
        : [['TXI', 'TX', decimalOf(outgoing.hundredths(tax))] as const]),
      ...(freight.amountMinor === 0n
        ? []
        : [['SAC', 'C', 'D240', '', '', outgoing.hundredths(freight)] as const]),
      ['CTT', String(lines.length)],
    ],
  };
}

/** TXI02 has its point written. */
export const decimalOf = (hundredths: string): string => {
  const digits = hundredths.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
