/**
 * Systems that answer at once: each command is done the moment it is sent, and what follows from
 * it (pick, shipment, delivery, payment) is told right after. No network, no faults: what is left
 * to measure is the engine, the dispatcher and the store.
 */
import { COMMANDS, FACTS } from '../src/canonical/catalogue.ts';
import type { CanonicalFact, Connector, OutboundCommand } from '../src/application/ports/connector.ts';
import type { NewFact } from '../src/application/process/submission.ts';
import type { Instant, LocalDate } from '../src/kernel/instant.ts';
import type { Money } from '../src/kernel/money.ts';
import type { Quantity } from '../src/kernel/quantity.ts';
import { ZERO_QUANTITY } from '../src/kernel/quantity.ts';

type Content = Readonly<Record<string, never>>;
type Line = { readonly line: number; readonly item: string; readonly quantity: Quantity; readonly net: Money };

/** What a system answers to one command, and what it tells afterwards. */
interface Reply {
  readonly answer: readonly CanonicalFact[];
  readonly afterwards: readonly (CanonicalFact & { readonly source: string })[];
}

/** What the systems reply, by type of the command. */
export type Replies = Readonly<Record<string, (command: OutboundCommand, content: never, now: Instant) => Reply>>;

/** A fact that follows from a command. */
export const replied = (
  command: OutboundCommand,
  type: string,
  id: string,
  content: unknown,
  occurredAt: Instant,
): CanonicalFact => ({ type, id, entity: command.entity, occurredAt, content });

export const zero = (currency: string): Money => ({ amountMinor: 0n, currency: currency as never });

type OrderReplies = Readonly<Record<string, (command: OutboundCommand, c: Content, now: Instant) => Reply>>;

/** What the systems of orders reply. */
export const ORDER_REPLIES: OrderReplies = {
  [COMMANDS.registerSalesOrder.type]: (command, c, now) => {
    const { salesOrder, of } = c as unknown as { salesOrder: string; of: string };
    const lines = (c['lines'] as unknown as Line[]).map(({ line }) => ({ line, itemKnown: true }));
    const content = {
      salesOrder,
      version: command.generation,
      of,
      erpOrder: `E-${salesOrder}`,
      customerKnown: true,
      terms: { payment: 'on-account', netDays: 30, proofOfDelivery: true, shortShip: 'backorder', substitution: false },
      lines,
    };
    const type = FACTS.salesOrderRegistered.type;
    return { answer: [replied(command, type, `reg/${salesOrder}/${command.generation}`, content, now)], afterwards: [] };
  },
  [COMMANDS.checkCredit.type]: (command, c, now) => {
    const { salesOrder, amount } = c as unknown as { salesOrder: string; amount: Money };
    const decision = command.generation;
    const content = { salesOrder, decision, verdict: 'approved', covers: amount, reason: 'within the limit' };
    const type = FACTS.creditDecided.type;
    return { answer: [replied(command, type, `crd/${salesOrder}/${decision}`, content, now)], afterwards: [] };
  },
  [COMMANDS.releaseShippingOrder.type]: (command, c, now) => {
    const { salesOrder, shippingOrder, of, site } = c as unknown as Record<string, string>;
    const lines = c['lines'] as unknown as Line[];
    const accepted = { salesOrder, shippingOrder, version: command.generation, of, site, lines };
    const picked = lines.map(({ line, item, quantity }) => ({ line, item, picked: quantity, short: ZERO_QUANTITY }));
    const pick = { salesOrder, pick: `P-${shippingOrder}`, version: 1, site, lines: picked };
    const shipment = `S-${shippingOrder}`;
    const shipped = { salesOrder, shipment, version: 1, site, shippedAt: now, lines };
    return {
      answer: [replied(command, FACTS.shippingOrderAccepted.type, `acc/${shippingOrder}/${command.generation}`, accepted, now)],
      afterwards: [
        { ...replied(command, FACTS.pickConfirmed.type, `pck/${shippingOrder}`, pick, now), source: 'wms' },
        { ...replied(command, FACTS.shipmentConfirmed.type, `shp/${shipment}`, shipped, now), source: 'wms' },
      ],
    };
  },
  [COMMANDS.arrangeTransport.type]: (command, c, now) => {
    const { salesOrder, shipment, goodsValue } = c as unknown as { salesOrder: string; shipment: string; goodsValue: Money };
    const trackingNumber = `T-${shipment}`;
    const freight: Money = { amountMinor: 495n, currency: goodsValue.currency };
    const arranged = { salesOrder, shipment, carrier: 'carrier', trackingNumber, freight };
    const proof = { trackingNumber, shipment, deliveredAt: now, signedBy: 'Ada' };
    return {
      answer: [replied(command, FACTS.transportArranged.type, `trn/${shipment}`, arranged, now)],
      afterwards: [
        { ...replied(command, FACTS.proofOfDeliveryRecorded.type, `pod/${shipment}`, proof, now), source: 'carrier' },
      ],
    };
  },
  [COMMANDS.quoteTax.type]: (command, c, now) => {
    const { salesOrder, shipment, of } = c as unknown as Record<string, string>;
    const lines = (c['lines'] as unknown as Line[]).map(({ line, net }) => ({
      line,
      ratePpm: 200_000,
      tax: { amountMinor: net.amountMinor / 5n, currency: net.currency },
    }));
    const { currency } = c['freight'] as unknown as Money;
    const content = { salesOrder, shipment, of, quote: `Q-${shipment}`, lines, freightTax: zero(currency) };
    const type = FACTS.taxQuoted.type;
    return { answer: [replied(command, type, `tax/${shipment}/${of}`, content, now)], afterwards: [] };
  },
  [COMMANDS.postInvoice.type]: (command, c, now) => {
    const { salesOrder, shipment } = c as unknown as Record<string, string>;
    const { freight, tax, gross } = c as unknown as Record<string, Money>;
    const lines = (c['lines'] as unknown as Line[]).map(({ line, item, quantity, net }) => ({ line, item, quantity, net }));
    const invoice = `I-${shipment}`;
    const content = {
      salesOrder, shipment, invoice, generation: command.generation,
      postingDate: c['postingDate'] as unknown as LocalDate, lines, freight, tax, gross,
    };
    return { answer: [replied(command, FACTS.invoicePosted.type, `inv/${invoice}`, content, now)], afterwards: [] };
  },
  [COMMANDS.requestPayment.type]: (command, c, now) => {
    const { invoice, amount } = c as unknown as { invoice: string; amount: Money };
    const content = { payment: `M-${invoice}`, invoice, amount, receivedAt: now };
    const paid = replied(command, FACTS.paymentReceived.type, `pay/${invoice}`, content, now);
    return { answer: [], afterwards: [{ ...paid, source: 'payment' }] };
  },
  [COMMANDS.applyPayment.type]: (command, c, now) => {
    const { salesOrder, payment, invoice, amount } = c as unknown as {
      salesOrder: string; payment: string; invoice: string; amount: Money;
    };
    const content = { salesOrder, payment, invoice, applied: amount, unapplied: zero(amount.currency) };
    return { answer: [replied(command, FACTS.paymentApplied.type, `app/${payment}`, content, now)], afterwards: [] };
  },
  [COMMANDS.publishOrderStatus.type]: () => ({ answer: [], afterwards: [] }),
};

/** A fact as the front door would hand it to the processor. */
export function newFactOf(source: string, stated: CanonicalFact): NewFact {
  const type = Object.values(FACTS).find((candidate) => candidate.type === stated.type)!;
  return {
    source,
    id: stated.id,
    entity: stated.entity,
    type: stated.type,
    occurredAt: stated.occurredAt,
    content: stated.content,
    text: (type.encode as (content: unknown) => string)(stated.content),
    correlationId: null,
    causationId: null,
    messageId: null,
  };
}

/** Connectors of the instant systems; `tell` gets what they say afterwards. */
export function instantConnectors(
  systems: readonly string[],
  replies: Replies,
  now: () => Instant,
  tell: (fact: NewFact) => void,
): readonly Connector[] {
  return systems.map((system) => ({
    system,
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: 100_000, perSecond: 10_000_000, timeoutMs: 60_000 },
    execute: (command) => {
      const reply = replies[command.type]!(command, command.content as never, now());
      for (const { source, ...stated } of reply.afterwards) tell(newFactOf(source, stated));
      return Promise.resolve({ kind: 'done', facts: reply.answer });
    },
    probe: () => Promise.resolve({ kind: 'absent' }),
    translate: () => ({ kind: 'rejected', reason: 'instant systems push nothing' }),
    statement: () => Promise.resolve([]),
  }));
}
