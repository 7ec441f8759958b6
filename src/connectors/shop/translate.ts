/** From the shop's words to canonical facts. Pure. */
import type { CanonicalFact, InboundMessage, Translation } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { faultsOf, type Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import { factOfMaster } from './masters.ts';
import { order as orderSchema, ORDER_TOPICS, type REFUND_REASONS, type ShopOrder } from './wire.ts';

type Stated = ContentOfFact<typeof FACTS.salesOrderStated>;
type Requested = ContentOfFact<typeof FACTS.returnRequested>;
type Refund = NonNullable<ShopOrder['refunds']>[number];
type Cancellation = ContentOfFact<typeof FACTS.salesOrderCancellationRequested>;

export interface TranslateOptions {
  /** What we call the shop. */
  readonly system: string;
  readonly secret: string;
  /** Entity by the code that the shop uses for the company. */
  readonly entities: Readonly<Record<string, string>>;
}

/** Reads a webhook. Every topic carries the whole object, so each one says all there is to say. */
export function translate(message: InboundMessage, options: TranslateOptions): Translation {
  const scheme = { header: 'x-shop-hmac-sha256', encoding: 'base64', prefix: '' } as const;
  if (!isSigned(message, { ...scheme, secret: options.secret })) {
    return { kind: 'rejected', reason: 'the signature does not match' };
  }
  const messageId = headerOf(message, 'x-shop-webhook-id') ?? null;
  const topic = headerOf(message, 'x-shop-topic') ?? '';
  const faults = (...found: readonly Fault[]): Translation => ({
    kind: 'faults',
    messageId,
    faults: found,
  });
  if (messageId === null) return faults({ path: '$', message: 'X-Shop-Webhook-Id is missing' });
  const isMaster = topic === 'customers/update' || topic === 'products/update';
  if (!isMaster && !ORDER_TOPICS.has(topic)) {
    return faults({ path: '$', message: `topic "${topic}" is not known` });
  }
  const json = readJson(message);
  if (!json.ok) return faults(json.fault);
  if (isMaster) {
    const kind = topic === 'customers/update' ? 'customer' : 'item';
    const fact = factOfMaster(kind, json.value, options);
    return fact.ok ? { kind: 'facts', messageId, facts: [fact.value] } : faults(...fact.error);
  }
  const parsed = orderSchema.safeParse(json.value);
  if (!parsed.success) return faults(...faultsOf(parsed.error));
  const facts = factsOfOrder(parsed.data, options.entities);
  if (!facts.ok) return faults(facts.error);
  return { kind: 'facts', messageId, facts: facts.value };
}

/** All that an order says: its present revision, and every wish to cancel or to be refunded. */
export function factsOfOrder(
  order: ShopOrder,
  entities: Readonly<Record<string, string>>,
): Result<readonly CanonicalFact[], Fault> {
  const entity = Object.hasOwn(entities, order.company_code)
    ? entities[order.company_code]
    : undefined;
  if (entity === undefined) {
    const message = `company "${order.company_code}" is not configured`;
    return err({ path: '$.company_code', message });
  }
  const stated: CanonicalFact = {
    type: FACTS.salesOrderStated.type,
    id: `order/${order.id}/revision/${order.revision}`,
    entity,
    occurredAt: order.revised_at,
    content: statedOf(order),
  };
  const cancellations = order.cancellations.map((request): CanonicalFact => {
    const content: Cancellation = {
      salesOrder: order.name,
      request: request.name,
      lines: request.positions,
      reason: request.reason,
    };
    return {
      type: FACTS.salesOrderCancellationRequested.type,
      id: `order/${order.id}/cancellation/${request.id}`,
      entity,
      occurredAt: request.requested_at,
      content,
    };
  });
  const refunds = (order.refunds ?? []).map((refund): CanonicalFact => ({
    type: FACTS.returnRequested.type,
    id: `order/${order.id}/refund/${refund.id}/${refund.revision}`,
    entity,
    occurredAt: refund.requested_at,
    content: requestedOf(order, refund),
  }));
  return ok([stated, ...cancellations, ...refunds]);
}

type Why = Requested['lines'][number]['reason'];

const WHY: Readonly<Record<(typeof REFUND_REASONS)[number], Why>> = {
  unwanted: 'not-wanted',
  wrong_item: 'wrong-item',
  damaged: 'damaged',
  defective: 'defective',
};

/** A wish to give goods back: what the customer gets for them is not for the shop to say. */
const requestedOf = (order: ShopOrder, refund: Refund): Requested => ({
  rma: refund.name,
  revision: refund.revision,
  channel: 'shop',
  customer: order.customer.code,
  salesOrder: order.name,
  requestedAt: refund.requested_at,
  resolution: 'credit',
  lines: refund.refund_line_items.map(({ position, sku, quantity, reason, opened }, at) => ({
    line: at + 1,
    item: sku,
    quantity,
    salesOrderLine: position,
    reason: WHY[reason],
    use: opened ? 'opened' : 'unopened',
    text: refund.note,
  })),
});

function statedOf(order: ShopOrder): Stated {
  const { country_code: country, zip } = order.shipping_address;
  return {
    salesOrder: order.name,
    revision: order.revision,
    channel: 'shop',
    customer: order.customer.code,
    ...(order.po_number === null ? {} : { customerReference: order.po_number }),
    currency: order.currency,
    orderedAt: order.created_at,
    ...(order.requested_ship_date === null ? {} : { requestedShipDate: order.requested_ship_date }),
    shipTo: { country, ...(zip === null ? {} : { postalCode: zip }) },
    lines: order.line_items.map((line) => ({
      line: line.position,
      item: line.sku,
      quantity: line.quantity,
      unitPrice: line.price_set.shop_money.amount,
    })),
  };
}
