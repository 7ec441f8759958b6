/** Documents to a trading partner: wanted from what was posted, and answered for by him in time. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney } from '../../kernel/money.ts';
import { atLeastZero, minQuantity } from '../../kernel/quantity.ts';
import type { Billing } from './billing.ts';
import { askedAgain, wasSent } from '../partner-documents.ts';
import { gate } from './checkpoints.ts';
import { settle } from './disputes.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';
import type { Ground } from './ground.ts';

/** The partner who is told about an order, and the commands that he agreed to be sent. */
function partnerOf(
  view: OrderView,
  { documents }: OrderToCashPolicy,
): [string, ReadonlySet<string>] | undefined {
  const systems = documents?.systems.get(view.order.value.channel);
  if (systems === undefined) return undefined;
  const own = systems.get(view.order.source);
  return own === undefined ? [...systems][0] : [view.order.source, own];
}

/** Every document that the partner of the order ought to have got by now. */
export function documentCommands(ground: Ground): readonly Wanted[] {
  const partner = partnerOf(ground.view, ground.policy);
  if (partner === undefined) return NOTHING;
  const [system, takes] = partner;
  return [
    orderAcknowledgement(ground, system),
    ...ground.billings.flatMap((billing) => [
      ...(billing.shipment.stands || wasTold(ground.view, `856:${billing.shipment.value.shipment}`)
        ? [shipNotice(ground, billing, system)]
        : []),
      ...(billing.invoice === undefined ? [] : [invoiceDocument(ground, billing.invoice, system)]),
    ]),
    ...takenBack(ground.view).map((posted) => invoiceDocument(ground, posted, system)),
  ].filter(({ type }) => takes.has(type));
}

const NOTHING: readonly Wanted[] = [];

/** Whether the partner has heard of a document: then he must hear as well that it does not hold. */
const wasTold = ({ state }: OrderView, document: string): boolean => wasSent(state, R, document);

/** Invoices that he was sent, and that the ledger has reversed. */
function takenBack(view: OrderView): readonly TakenBack[] {
  const reversed = registers(view.state, R.reversed);
  if (reversed.length === 0) return NOTHING_TAKEN_BACK;
  const reversals = new Map(
    reversed.map(({ contents: [{ value }] }) => [value.invoice, value.reversal]),
  );
  return registers(view.state, R.posted).flatMap((known) => {
    const posted = settle(view.state, known, R.posted.type);
    const { invoice } = posted.value;
    const reversal = reversals.get(invoice);
    return reversal !== undefined && wasTold(view, `810:${invoice}`) ? [{ ...posted, reversal }] : [];
  });
}

type TakenBack = NonNullable<Billing['invoice']> & { readonly reversal?: string };

const NOTHING_TAKEN_BACK: readonly TakenBack[] = [];

const aboutOf = ({ order }: OrderView) => {
  const { salesOrder, customer, customerReference, orderedAt, currency } = order.value;
  return { salesOrder, customer, customerReference, orderedAt, currency };
};

/** A person who asks for it again changes what is wanted by nothing but the asking. */
const again = ({ state }: OrderView, document: string): string => askedAgain(state, R, document);

/** Accepted is what references, prices and credit let stand; nothing is said before that is known. */
function orderAcknowledgement({ view, approved, acceptance }: Ground, system: string): Wanted {
  const { value: order } = view.order;
  const document = `855:${order.salesOrder}`;
  const cut = view.lines
    .map(({ line, effective }) => `${line.line}*${effective}/${line.quantity}`)
    .join('|');
  return {
    id: 'send-order-acknowledgement',
    type: COMMANDS.sendOrderAcknowledgement.type,
    system,
    fingerprint: fingerprint(`${order.revision} ${cut}${again(view, document)}`),
    gates: [approved, view.allocationDecided ? STOCK_DECIDED : STOCK_OPEN],
    disputed: view.order.disputed || view.stockDisputed,
    exposure: acceptance.value,
    content: () => ({
      ...aboutOf(view),
      revision: order.revision,
      lines: view.lines.map(({ line, effective, allocated, short }) => ({
        line: line.line,
        item: line.item,
        ordered: effective > line.quantity ? effective : line.quantity,
        accepted: effective,
        promised: minQuantity(effective, atLeastZero(allocated - short)),
        unitPrice: line.unitPrice,
      })),
    }),
  };
}

const STOCK_OPEN: Gate = gate(
  'stock-decided',
  'waiting',
  'not-allocated',
  'allocation has not been decided yet',
);
const STOCK_DECIDED: Gate = gate('stock-decided', 'cleared', 'allocated', 'allocation is decided');

/** What left, as the warehouse says it; not what was ordered. */
function shipNotice({ view }: Ground, billing: Billing, system: string): Wanted {
  const { value: shipment, disputed } = billing.shipment;
  const { transport } = billing;
  const document = `856:${shipment.shipment}`;
  return {
    id: `send-ship-notice:${shipment.shipment}`,
    type: COMMANDS.sendShipNotice.type,
    system,
    fingerprint: fingerprint(
      `${billing.shipment.goodsMark} ${transport?.value.trackingNumber ?? ''}${again(view, document)}`,
    ),
    // That nothing has left needs no carrier.
    gates: billing.shipment.stands ? [transport === undefined ? NO_TRANSPORT : TRANSPORT_KNOWN] : [],
    disputed: disputed || transport?.disputed === true,
    exposure: { amountMinor: billing.draft.netMinor, currency: view.order.value.currency },
    content: () => ({
      ...aboutOf(view),
      shipment: shipment.shipment,
      site: shipment.site,
      shippedAt: shipment.shippedAt,
      ...(transport === undefined
        ? {}
        : { carrier: transport.value.carrier, trackingNumber: transport.value.trackingNumber }),
      shipTo: view.order.value.shipTo,
      lines: shipment.lines.filter(({ quantity }) => quantity > 0n),
    }),
  };
}

const NO_TRANSPORT: Gate = gate(
  'transport-arranged',
  'waiting',
  'no-transport',
  'the carrier has not answered',
);
const TRANSPORT_KNOWN: Gate = gate(
  'transport-arranged',
  'cleared',
  'arranged',
  'the carrier has taken it',
);

/** The invoice as the ledger posted it, whatever it was told to post. */
function invoiceDocument(
  { view }: Ground,
  { value: posted, disputed, reversal }: TakenBack,
  system: string,
): Wanted {
  const document = `810:${posted.invoice}`;
  const gross = formatMoney(posted.gross);
  const amount = reversal === undefined ? gross : `${gross} back by ${reversal}`;
  return {
    id: `send-invoice-document:${posted.invoice}`,
    type: COMMANDS.sendInvoiceDocument.type,
    system,
    fingerprint: `${amount}${again(view, document)}`,
    gates: [],
    disputed,
    exposure: posted.gross,
    content: () => ({
      ...aboutOf(view),
      shipment: posted.shipment,
      invoice: posted.invoice,
      postingDate: posted.postingDate,
      netDays: view.terms.netDays,
      lines: posted.lines,
      freight: posted.freight,
      tax: posted.tax,
      gross: posted.gross,
      ...(reversal === undefined ? {} : { reversal }),
    }),
  };
}
