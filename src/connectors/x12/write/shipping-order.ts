/** 940: what a warehouse is told to ship, in total from one site. */
import type { ContentOfFact } from '../../../canonical/catalogue.ts';
import type { releaseShippingOrder } from '../../../canonical/commands.ts';
import { formatDecimal } from '../../../kernel/decimal.ts';
import { parseQuantity, QUANTITY_SCALE } from '../../../kernel/quantity.ts';
import type { WrittenSegment } from './interchange-text.ts';
import type { Outgoing, OutgoingSet } from './outgoing.ts';

type Release = ContentOfFact<typeof releaseShippingOrder>;

export function shippingOrder(outgoing: Outgoing, content: Release): OutgoingSet {
  const { lines, shipTo, requestedShipDate } = content;
  // N new, R replaces what was told before, F takes it all back.
  const status = lines.every(({ quantity }) => quantity === 0n)
    ? 'F'
    : outgoing.replaces
      ? 'R'
      : 'N';
  const counted = lines.map((line) => ({ ...line, ...outgoing.counted(line.item, line.quantity) }));
  const total = counted.reduce((sum, { quantity }) => {
    const parsed = parseQuantity(quantity);
    return parsed.ok ? sum + parsed.value : sum;
  }, 0n);
  return {
    set: '940',
    segments: [
      ['W05', status, content.shippingOrder, content.salesOrder],
      ['N1', 'WH', outgoing.text(content.site, 60), '91', outgoing.code('site', content.site)],
      ['N1', 'ST', 'SHIP TO', '91', content.salesOrder],
      ['N4', '', '', shipTo.postalCode ?? '', shipTo.country],
      ...(requestedShipDate === undefined
        ? []
        : [['G62', '10', requestedShipDate.replaceAll('-', '')] as const]),
      ...counted.flatMap(({ line, item, quantity, unit }, index): WrittenSegment[] => [
        ['LX', String(index + 1)],
        ['W01', quantity, unit, '', 'VN', item],
        ['N9', 'LI', String(line)],
      ]),
      ['W76', formatDecimal(total, QUANTITY_SCALE)],
    ],
  };
}
