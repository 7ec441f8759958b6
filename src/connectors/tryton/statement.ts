/**
 * What changed in Tryton, by polling: it pushes nothing. A row is stamped when its work began and
 * seen when it was committed, and many rows carry the same stamp; so a window reaches back by the
 * lag, from its first moment on, and the ids of facts make what is read twice harmless. There is no
 * upper end: what is newer than the window is welcome.
 */
import type { CanonicalFact, StatementWindow } from '../../application/ports/connector.ts';
import type { Exchange } from './exchange.ts';
import { factsOfCredits } from './credit-facts.ts';
import { factsOfInvoices } from './finance.ts';
import { markedAs } from './marks.ts';
import { factsOfPayments, factsOfRefunds } from './payments.ts';
import { factsOfPlacements } from './placements.ts';
import { factsOfReceipts, RETURN_SHIPMENT } from './returns.ts';
import { factsOfParties, factsOfProducts } from './records.ts';
import {
  accountMoveRow,
  internalShipmentRow,
  invoiceRow,
  moveRow,
  returnShipmentRow,
  saleRow,
  shipmentRow,
} from './rows.ts';
import { factsOfSales } from './sales.ts';
import { factsOfMovements, factsOfShipments } from './shipments.ts';
import { momentValue } from './values.ts';
import { factsOfShippingOrders } from './warehouse.ts';

export async function statementOf(
  exchange: Exchange,
  window: StatementWindow,
): Promise<CanonicalFact[]> {
  const { roles, records, lagSeconds } = exchange.settings;
  const from = momentValue(Math.max(0, window.from - lagSeconds * 1_000));
  // A row that was never written again has no write date.
  const changed = [
    'OR',
    ['write_date', '>=', from],
    [
      ['write_date', '=', null],
      ['create_date', '>=', from],
    ],
  ];
  const ours = ['company', '=', exchange.company.id];
  const facts: CanonicalFact[] = [];
  if (records.includes('customer')) facts.push(...(await factsOfParties(exchange, changed)));
  if (records.includes('item')) facts.push(...(await factsOfProducts(exchange, changed)));
  if (roles.includes('sales')) {
    const sales = await exchange.find('sale.sale', [ours, markedAs('order'), changed], saleRow);
    facts.push(...(await factsOfSales(exchange, sales)));
  }
  if (roles.includes('warehouse')) {
    const orders = await exchange.find(
      'sale.sale',
      [ours, markedAs('shipping-order'), changed],
      saleRow,
    );
    facts.push(...(await factsOfShippingOrders(exchange, orders)));
    const shipments = await exchange.find('stock.shipment.out', [ours, changed], shipmentRow);
    facts.push(...(await factsOfShipments(exchange, shipments)));
    const moves = await exchange.find(
      'stock.move',
      [ours, ['state', '=', 'done'], changed],
      moveRow,
    );
    facts.push(...(await factsOfMovements(exchange, moves)));
    const receipts = await exchange.find(RETURN_SHIPMENT, [ours, changed], returnShipmentRow);
    facts.push(...(await factsOfReceipts(exchange, receipts)));
    const placements = await exchange.find(
      'stock.shipment.internal',
      [ours, markedAs('placement', 'reference'), changed],
      internalShipmentRow,
    );
    facts.push(...(await factsOfPlacements(exchange, placements)));
  }
  if (roles.includes('finance')) {
    const invoices = await exchange.find(
      'account.invoice',
      [ours, markedAs('invoice'), changed],
      invoiceRow,
    );
    facts.push(...(await factsOfInvoices(exchange, invoices)));
    const payments = await exchange.find(
      'account.move',
      [ours, markedAs('payment'), changed],
      accountMoveRow,
    );
    facts.push(...(await factsOfPayments(exchange, payments)));
    const credits = await exchange.find(
      'account.invoice',
      [ours, ['OR', markedAs('credit'), markedAs('charge-credit')], changed],
      invoiceRow,
    );
    facts.push(...(await factsOfCredits(exchange, credits)));
    const refunds = await exchange.find(
      'account.move',
      [ours, markedAs('refund'), changed],
      accountMoveRow,
    );
    facts.push(...(await factsOfRefunds(exchange, refunds)));
  }
  return facts;
}
