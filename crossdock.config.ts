/**
 * Who is who, who may say what, and by which rules. Checked when Crossdock starts: every fault is
 * named with its place and how to mend it. This one describes the sandbox's distributor.
 */
import { defineConfig } from './src/main/config/schema.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const week = (days: readonly string[], hours: string[]): Record<string, string[]> =>
  Object.fromEntries(days.map((day) => [day, hours]));

export default defineConfig({
  // One person tries everything here. Where several work, leave it out: mappings and redrives take two.
  access: { secondPerson: 'off' },
  entities: {
    uk: { code: '10', currency: 'GBP', country: 'GB', zone: 'Europe/London', calendar: 'office' },
    fr: { code: '20', currency: 'EUR', country: 'FR', zone: 'Europe/Paris', calendar: 'office' },
  },
  calendars: {
    office: { ...week(weekdays, ['08:00-17:30']), holidays: ['2010-12-27', '2010-12-28'] },
    warehouse: { ...week([...weekdays, 'sat'], ['06:00-20:00']), holidays: [] },
  },
  sites: {
    leeds: { entity: 'uk', zone: 'Europe/London', calendar: 'warehouse' },
    reading: { entity: 'uk', zone: 'Europe/London', calendar: 'warehouse' },
    lyon: { entity: 'fr', zone: 'Europe/Paris', calendar: 'warehouse' },
  },
  systems: {
    shop: { connector: 'shop', url: 'sandbox', sweepEvery: '2 h' },
    erp: { connector: 'erp', url: 'sandbox', sweepEvery: '30 min' },
    wms: { connector: 'wms', url: 'sandbox', sweepEvery: '2 h' },
    carrier: { connector: 'carrier', url: 'sandbox', sweepEvery: '2 h' },
    tax: { connector: 'tax', url: 'sandbox', sweepEvery: '2 h' },
    payment: { connector: 'payment', url: 'sandbox', sweepEvery: '2 h' },
    supplier: { connector: 'supplier', url: 'sandbox', sweepEvery: '6 h' },
    crm: { connector: 'crm', url: 'sandbox', sweepEvery: '2 h' },
  },
  ownership: {
    'sales-order.stated.v1': ['shop', 'edi', 'api'],
    'sales-order.change-requested.v1': ['edi', 'api'],
    'sales-order.cancellation-requested.v1': ['shop', 'edi', 'api'],
    'purchase-order.acknowledged.v1': ['edi'],
    'supply.announced.v1': ['edi'],
    'supplier-invoice.stated.v1': ['edi'],
    'sales-order.registered.v1': ['erp'],
    'credit.decided.v1': ['erp'],
    'inventory.allocated.v1': ['ledger'],
    'shipping-order.accepted.v1': ['wms'],
    'shipping-order.change-refused.v1': ['wms'],
    'pick.confirmed.v1': ['wms'],
    'shipment.confirmed.v1': ['wms'],
    'movement.recorded.v1': ['wms'],
    'lot.stated.v1': ['wms'],
    'lot-hold.decided.v1': ['person'],
    'quality.decided.v1': ['person'],
    'transport.arranged.v1': ['carrier'],
    'proof-of-delivery.recorded.v1': ['carrier'],
    'tax.quoted.v1': ['tax'],
    'tax.refused.v1': ['tax'],
    'invoice.posted.v1': ['erp'],
    'invoice.reversed.v1': ['erp'],
    'posting.refused.v1': ['erp'],
    'payment.received.v1': ['payment'],
    'payment.applied.v1': ['erp'],
    'purchase.traced.v1': ['supplier'],
    'supplier-claim.filed.v1': ['supplier'],
    'supplier-claim.answered.v1': ['supplier'],
    'supplier-claim.settled.v1': ['supplier'],
    'supplier-return.collected.v1': ['supplier'],
    'return.requested.v1': ['crm', 'shop', 'edi', 'api', 'person'],
    'return.cancelled.v1': ['crm', 'shop', 'edi', 'api', 'person'],
    'return.received.v1': ['wms'],
    'inspection.completed.v1': ['wms'],
    'inventory-disposition.updated.v1': ['wms'],
    'credit-memo.posted.v1': ['erp'],
    'credit-memo.reversed.v1': ['erp'],
    'credit-memo.refused.v1': ['erp'],
    'credit-memo.settled.v1': ['erp'],
    'invoice.adjusted.v1': ['erp'],
    'refund.made.v1': ['payment'],
    'posting.redated.v1': ['person'],
    'case.decided.v1': ['person'],
    'dispute.decided.v1': ['person'],
    'deadline.passed.v1': ['crossdock'],
    'customer.stated.v1': ['erp', 'shop'],
    'item.stated.v1': ['erp', 'wms'],
  },
  fields: {
    'customer.stated.v1': {
      taxId: { owners: ['erp'], otherwise: 'ignore' },
      name: { owners: ['erp', 'shop'], conflict: 'ask' },
      email: { owners: ['shop', 'erp'], conflict: 'newest-wins' },
    },
    'item.stated.v1': {
      baseUnit: { owners: ['erp'], otherwise: 'ignore' },
      gtin: { owners: ['erp', 'wms'], conflict: 'owner-wins' },
    },
  },
  returnToCredit: { sites: { uk: 'leeds', fr: 'lyon' }, crm: 'crm', arrival: '30 d' },
  orderToCash: {
    systems: {
      erp: 'erp',
      wms: 'wms',
      carrier: 'carrier',
      tax: 'tax',
      payment: 'payment',
      allocation: 'ledger',
      channels: { shop: 'shop' },
    },
    priceTolerance: '0.5 %',
    rounding: 'half-up',
    closedPeriod: 'park',
    sla: {
      'order-known': '30 min',
      acceptance: '4 h',
      allocation: '1 h',
      release: '2 h',
      shipment: '12 h',
      delivery: '5 d',
      invoice: '4 h',
      payment: '5 d',
    },
    lag: '15 min',
  },
});
