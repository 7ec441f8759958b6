import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { lifeDaysOf, NO_SHELF_LIFE_POLICY } from '../../domain/inventory/shelf-life.ts';
import { register } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { gate } from './checkpoints.ts';
import { invoiceFingerprint, type Billing } from './billing.ts';
import { freightRefunds, refundedReturns } from './channel-refunds.ts';
import type { Ground } from './ground.ts';
import { documentCommands } from './documents.ts';
import type { Instruction } from './instruction.ts';
import type { OrderView } from './order-view.ts';
import { ledgerOf } from './policy.ts';
import { shortPayments } from './charges.ts';
import { keptBack, statedDeductions, type Deduction } from './deductions.ts';
import { coveredDisputes } from './covered-disputes.ts';
import { creditReview } from './credit-review.ts';
import { applications, paidRequests, paymentRequest } from './payments.ts';
import { R } from './registers.ts';
import { replacementReport } from './replacement-report.ts';

const NO_GATES: readonly Gate[] = [];

/** Every command that ought to have taken effect by now. */
export function wantedCommands(ground: Ground, deductions: readonly Deduction[]): Wanted[] {
  const wanted: Wanted[] = [register_(ground), credit(ground), allocate(ground)];
  for (const instruction of ground.view.instructions) wanted.push(release(ground, instruction));
  for (const billing of ground.billings) {
    if (billing.shipment.stands) {
      wanted.push(transport(ground, billing), tax(ground, billing), invoice(ground, billing));
    }
    const request = paymentRequest(ground, billing);
    if (request !== undefined) wanted.push(request);
  }
  wanted.push(...paidRequests(ground), ...applications(ground));
  wanted.push(...statedDeductions(ground.view, deductions));
  wanted.push(...coveredDisputes(ground, deductions));
  wanted.push(...shortPayments(ground, (number) => keptBack(deductions, number)));
  wanted.push(...replacementReport(ground), ...refundedReturns(ground), ...freightRefunds(ground));
  wanted.push(...creditReview(ground));
  const status = publish(ground);
  if (status !== undefined) wanted.push(status);
  wanted.push(...documentCommands(ground));
  return wanted;
}

/** What is ordered, or what has left of it, is contradicted. */
const isDemandDisputed = (view: OrderView): boolean =>
  view.order.disputed || view.shipmentsDisputed;

/** Set the order in the ERP: quantities ordered and not cancelled. */
function register_({ view, policy, acceptance }: Ground): Wanted {
  const { value: order } = view.order;
  const of = view.marks.registered;
  return {
    id: 'register-sales-order',
    type: COMMANDS.registerSalesOrder.type,
    system: policy.systems.erp,
    fingerprint: of,
    gates: NO_GATES,
    disputed: isDemandDisputed(view),
    exposure: acceptance.value,
    content: () => ({
      salesOrder: order.salesOrder,
      of,
      customer: order.customer,
      customerReference: order.customerReference,
      currency: order.currency,
      orderedAt: order.orderedAt,
      lines: view.lines.map(({ line, effective }) => ({
        line: line.line,
        item: line.item,
        quantity: effective,
        unitPrice: line.unitPrice,
      })),
    }),
  };
}

function credit({ view, policy, acceptance }: Ground): Wanted {
  const { value: order } = view.order;
  return {
    id: 'check-credit',
    type: COMMANDS.checkCredit.type,
    system: policy.systems.erp,
    fingerprint: formatMoney(acceptance.value),
    gates: [acceptance.references],
    disputed: isDemandDisputed(view),
    exposure: acceptance.value,
    content: () => ({
      salesOrder: order.salesOrder,
      customer: order.customer,
      amount: acceptance.value,
    }),
  };
}

/** Ask for stock. Giving some back needs no approval; asking for more does. */
function allocate({ view, policy, acceptance, approved }: Ground): Wanted {
  const { value: order } = view.order;
  let more = false;
  let asked = view.allocationDecided;
  for (const { toAllocate, allocated } of view.lines) {
    if (toAllocate > allocated) more = true;
    if (toAllocate > 0n) asked = true;
  }
  const { shelfLife = NO_SHELF_LIFE_POLICY } = policy;
  const lives = view.lines.map(({ line }) => lifeDaysOf(shelfLife, line.item, order.customer));
  const aged = lives.some((days) => days > 0);
  const { reservations } = order;
  const besides = [aged ? lives.join() : '', reservations?.join() ?? ''].join(' ').trim();
  const of = besides === '' ? view.marks.allocated : fingerprint(`${view.marks.allocated} ${besides}`);
  const substitutes = view.terms.substitution ? policy.substitutes : NO_SUBSTITUTES;
  return {
    id: 'allocate-inventory',
    type: COMMANDS.allocateInventory.type,
    system: policy.systems.allocation,
    fingerprint: of,
    gates: more ? [approved] : asked ? NO_GATES : [NOTHING_TO_ALLOCATE],
    disputed: isDemandDisputed(view),
    exposure: acceptance.value,
    content: () => ({
      salesOrder: order.salesOrder,
      of,
      orderedAt: order.orderedAt,
      partial: true,
      ...(order.requestedShipDate === undefined ? {} : { notBefore: order.requestedShipDate }),
      ...(reservations === undefined ? {} : { draws: { customer: order.customer, reservations } }),
      lines: view.lines.map(({ line, toAllocate }, at) => ({
        line: line.line,
        item: line.item,
        quantity: toAllocate,
        alternatives: [...(substitutes.get(line.item) ?? [])],
        ...(lives[at]! > 0 ? { lifeDays: lives[at]! } : {}),
      })),
    }),
  };
}

const NOTHING_TO_ALLOCATE = gate(
  'to-allocate',
  'waiting',
  'nothing-to-allocate',
  'nothing is promised, and nothing is needed',
);

const NO_SUBSTITUTES: ReadonlyMap<string, readonly string[]> = new Map();

/** Tell the warehouse what to ship from one site. Telling it less needs no approval. */
function release(
  { view, policy, acceptance, approved }: Ground,
  { site, lines, of }: Instruction,
): Wanted {
  const { value: order } = view.order;
  const more = lines.some((line) => line.quantity > line.undertaken);
  const disputed =
    view.order.disputed ||
    view.stockDisputed ||
    view.shipments.some((shipment) => shipment.disputed && shipment.value.site === site);
  return {
    id: `release-shipping-order:${site}`,
    type: COMMANDS.releaseShippingOrder.type,
    system: policy.systems.wms,
    fingerprint: of,
    gates: lines.length === 0 ? [NOTHING_TO_SHIP] : more ? [approved] : NO_GATES,
    disputed,
    exposure: acceptance.value,
    content: () => ({
      salesOrder: order.salesOrder,
      shippingOrder: `${order.salesOrder}-${site}`,
      of,
      site,
      shipTo: order.shipTo,
      requestedShipDate: order.requestedShipDate,
      lines: lines.map(({ line, item, quantity, lots }) =>
        lots === undefined ? { line, item, quantity } : { line, item, quantity, lots },
      ),
    }),
  };
}

const NOTHING_TO_SHIP = gate(
  'allocated',
  'waiting',
  'nothing-allocated',
  'nothing is allocated at this site',
);

function transport({ view, policy }: Ground, billing: Billing): Wanted {
  const { value: order } = view.order;
  const { shipment, site } = billing.shipment.value;
  const goodsValue: Money = { amountMinor: billing.draft.netMinor, currency: order.currency };
  return {
    id: billing.shipment.ids.transport,
    type: COMMANDS.arrangeTransport.type,
    system: policy.systems.carrier,
    fingerprint: shipment,
    gates: NO_GATES,
    disputed: billing.shipment.disputed,
    exposure: goodsValue,
    content: () => ({
      salesOrder: order.salesOrder,
      shipment,
      site,
      shipTo: order.shipTo,
      goodsValue,
    }),
  };
}

function tax({ view, policy, acceptance }: Ground, billing: Billing): Wanted {
  const { value: order } = view.order;
  const { shipment } = billing.shipment.value;
  const { currency } = order;
  const of = billing.taxQuestion;
  const refusal = register(view.state, R.taxRefused, `${shipment} ${of}`);
  return {
    id: billing.shipment.ids.tax,
    type: COMMANDS.quoteTax.type,
    system: policy.systems.tax,
    fingerprint: of,
    gates: [acceptance.price, billing.transport === undefined ? NO_FREIGHT : FREIGHT_KNOWN],
    disputed: isBillingDisputed(view, billing),
    exposure: { amountMinor: billing.draft.netMinor, currency },
    ...(refusal === undefined ? {} : { refusal: refusal.contents[0].value.reason }),
    content: () => ({
      salesOrder: order.salesOrder,
      shipment,
      of,
      customer: order.customer,
      shipTo: order.shipTo,
      lines: billing.draft.lines.map(({ line, item, netMinor }) => ({
        line,
        item,
        net: { amountMinor: netMinor, currency },
      })),
      freight: { amountMinor: billing.freightMinor, currency },
    }),
  };
}

/** Something that the amounts rest on is contradicted. */
const isBillingDisputed = (view: OrderView, { shipment, transport }: Billing): boolean =>
  shipment.disputed || transport?.disputed === true || view.order.disputed;

const NO_FREIGHT = gate('freight-known', 'waiting', 'no-freight', 'the carrier has not answered');
const FREIGHT_KNOWN = gate('freight-known', 'cleared', 'known', 'freight is known');

/** Bill one shipment, for what shipped. */
function invoice({ view, policy }: Ground, billing: Billing): Wanted {
  const { value: order } = view.order;
  const { currency } = order;
  const { shipment } = billing.shipment.value;
  const money = (amountMinor: bigint): Money => ({ amountMinor, currency });
  const { postingDate, taxMinor, grossMinor, draft } = billing;
  return {
    id: billing.shipment.ids.invoice,
    type: COMMANDS.postInvoice.type,
    system: ledgerOf(policy),
    fingerprint: invoiceFingerprint(billing),
    gates: billing.checkpoints,
    // An answer is still missing for the content of now: what was posted is not compared with it.
    disputed:
      isBillingDisputed(view, billing) ||
      billing.tax?.disputed === true ||
      (billing.tax === undefined && billing.invoice !== undefined),
    exposure: money(grossMinor),
    content: () => ({
      salesOrder: order.salesOrder,
      shipment,
      customer: order.customer,
      postingDate,
      lines: draft.lines.map(({ line, item, quantity, unitPrice, netMinor }) => ({
        line,
        item,
        quantity,
        unitPrice,
        net: money(netMinor),
      })),
      freight: money(billing.freightMinor),
      tax: money(taxMinor),
      gross: money(grossMinor),
    }),
  };
}

/** What happens after shipping is between the customer and finance. */
const STATUS_FOR_CHANNELS: Readonly<Record<string, string>> = {
  invoiced: 'shipped',
  closed: 'shipped',
};

/** Tell the channel, once something has shipped, was cancelled or is finished. */
function publish({ view, policy, lifecycle }: Ground): Wanted | undefined {
  const { value: order } = view.order;
  const system = policy.systems.channels.get(order.channel);
  if (system === undefined) return undefined;
  const cancelled = view.lines.some((line) => line.cancelled > 0n);
  const word = STATUS_FOR_CHANNELS[lifecycle] ?? lifecycle;
  const news = view.anyShipped || cancelled;
  return {
    id: 'publish-order-status',
    type: COMMANDS.publishOrderStatus.type,
    system,
    fingerprint: `${word} ${view.marks.shipped}`,
    gates: news ? NO_GATES : [NO_NEWS],
    disputed: isDemandDisputed(view),
    content: () => ({
      salesOrder: order.salesOrder,
      lifecycle: word,
      lines: view.lines.map(({ line, effective, shipped }) => ({
        line: line.line,
        ordered: effective,
        shipped,
      })),
    }),
  };
}

const NO_NEWS = gate('news', 'waiting', 'nothing-shipped', 'nothing has shipped or was cancelled');
