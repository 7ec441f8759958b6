/** Requests as a distributor's systems would send them. */

export const orderBody = (salesOrder: string, more: object = {}) => ({
  entity: 'uk',
  salesOrder,
  customer: 'C-17',
  currency: 'GBP',
  orderedAt: '2031-05-07T08:00:00Z',
  shipTo: { country: 'GB', postalCode: 'LS1 4AP' },
  lines: [{ line: 10, item: 'IT-1', quantity: '12', unitPrice: '2.5' }],
  ...more,
});

let keys = 0;
/** A new Idempotency-Key. */
export const newKey = (): Record<string, string> => ({ 'idempotency-key': `"test-${++keys}"` });

let events = 0;
/** A fact as a CloudEvent. */
export const event = (source: string, type: string, data: unknown, more: object = {}) => ({
  specversion: '1.0',
  id: `E-${++events}`,
  source,
  type,
  time: '2031-05-07T08:30:00Z',
  entity: 'uk',
  data,
  ...more,
});

export const registered = (salesOrder: string, contractPrice = '2.5') =>
  event('erp', 'sales-order.registered.v1', {
    salesOrder,
    version: 1,
    of: 'any',
    erpOrder: `ERP-${salesOrder}`,
    customerKnown: true,
    terms: { payment: 'on-account', netDays: 30, proofOfDelivery: false, shortShip: 'backorder', substitution: false },
    lines: [{ line: 10, itemKnown: true, contractPrice }],
  });

export const shipped = (salesOrder: string, quantity: string, more: object = {}, version = 1) =>
  event(
    'wms',
    'shipment.confirmed.v1',
    {
      salesOrder,
      shipment: `SH-${salesOrder}`,
      version,
      site: 'leeds',
      shippedAt: '2031-05-07T08:30:00Z',
      lines: [{ line: 10, item: 'IT-1', quantity }],
    },
    more,
  );

export const received = (movement: string, quantity: string, item = 'IT-1') =>
  event('wms', 'movement.recorded.v1', {
    movement,
    version: 1,
    kind: 'receipt',
    item,
    quantity,
    from: { location: 'supplier', disposition: 'in_transit' },
    to: { location: 'leeds', disposition: 'sellable_accessible' },
  });

export const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
export const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
