/** 180: a customer asks to give goods back. */
import { FACTS } from '../../../canonical/catalogue.ts';
import type { ReturnAuthorization } from '../sets/stock.ts';
import { customerOf, revisionByTime } from './order-facts.ts';
import type { Saying } from './saying.ts';

/** BGN01: original, and the request again with other lines. */
const REVISIONS: Readonly<Record<string, 'first' | 'later'>> = {
  '00': 'first',
  '13': 'first',
  '05': 'later',
};

export function returnFacts(saying: Saying, request: ReturnAuthorization): void {
  const { segment, purpose, number, date, lines } = request;
  const revision = REVISIONS[purpose];
  if (revision === undefined) {
    const known = Object.keys(REVISIONS).join(', ');
    saying.reader.object(segment, `purpose "${purpose}" (BGN01) of a return is not taken: ${known} are`);
    return;
  }
  if (lines.length === 0) saying.reader.object(segment, 'gives nothing back (BLI)');
  const customer = customerOf(saying, request);
  const named = [request.orderNumber, ...lines.map(({ orderNumber }) => orderNumber)];
  const orders = new Set(named.filter((order) => order !== ''));
  if (orders.size > 1) {
    saying.reader.object(segment, `names ${orders.size} orders: a request for each of them is needed`);
  }
  const [order] = orders;
  saying.state(FACTS.returnRequested, segment, {
    rma: `${saying.profile.orders.prefix}${number}`,
    revision: revision === 'first' ? 1 : revisionByTime(saying.sentAt),
    channel: 'edi',
    customer,
    customerReference: number,
    ...(order === undefined ? {} : { salesOrder: `${saying.profile.orders.prefix}${order}` }),
    requestedAt: saying.moment(segment, date),
    resolution: resolutionOf(saying, request),
    lines: lines.map((line, index) => {
      const item = saying.item(line.segment, new Map([[line.qualifier, line.item]]));
      const { segment: at, reason, unit, quantity } = line;
      return {
        line: index + 1,
        item,
        quantity: saying.quantity(at, item, unit, quantity),
        // What nobody has mapped was said: the request waits for it.
        reason: reason === '' ? 'other' : (saying.meaning(at, 'return-reason', reason) ?? 'other'),
        // The set has no word for it: the inspection will tell.
        use: 'unknown',
      };
    }),
  });
}

/** What the customer wants for the goods (RDR01): one thing for all of them, a credit if he says nothing. */
function resolutionOf(saying: Saying, { segment, lines }: ReturnAuthorization): string {
  const wanted = new Set(
    lines.map(({ segment: at, disposition }) =>
      disposition === '' ? 'credit' : (saying.meaning(at, 'return-resolution', disposition) ?? 'credit'),
    ),
  );
  if (wanted.size > 1) saying.reader.object(segment, `wants ${[...wanted].join(' and ')} in one request`);
  return [...wanted][0] ?? 'credit';
}
