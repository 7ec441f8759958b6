/** A small workflow for tests of the store: an order that is allocated, shipped, and announced. */
import { COMMANDS, FACTS, factTypeOf } from '../../src/canonical/catalogue.ts';
import type { NewFact } from '../../src/application/process/submission.ts';
import type { Workflow } from '../../src/application/ports/workflow.ts';
import type { CommandRule } from '../../src/engine/definition.ts';
import type { Gate, Wanted } from '../../src/engine/judgement.ts';
import {
  contentOf,
  isDisputed,
  register,
  registers,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../src/engine/state.ts';
import { factName } from '../../src/engine/fact.ts';
import type { Instant } from '../../src/kernel/instant.ts';
import { expectOk } from '../../src/kernel/result.ts';

export const ENTITY = 'uk';
export const START = 1_900_000_000_000 as Instant;

const R = registerTypes({
  order: FACTS.salesOrderStated,
  allocated: FACTS.inventoryAllocated,
  shipment: FACTS.shipmentConfirmed,
  transport: FACTS.transportArranged,
  proof: FACTS.proofOfDeliveryRecorded,
  cancellation: FACTS.salesOrderCancellationRequested,
  decided: FACTS.caseDecided,
  passed: FACTS.deadlinePassed,
});

const rule = (
  change: CommandRule['change'],
  inverse: CommandRule['inverse'] = { kind: 'none' },
): CommandRule => ({
  change,
  inverse,
  money: false,
  role: 'service',
  priority: 1,
});

/** A customer whose orders the judge cannot digest. */
export const POISON_CUSTOMER = 'POISON';

export const toy: Workflow = {
  definition: {
    name: 'toy',
    version: '1',
    registers: new Map(Object.values(R).map((type) => [type.type, type])) as unknown as RegisterTypes,
    commands: {
      [COMMANDS.allocateInventory.type]: rule('adjust'),
      [COMMANDS.publishOrderStatus.type]: rule('adjust'),
      [COMMANDS.reverseInvoice.type]: rule('case', {
        kind: 'command',
        type: COMMANDS.withdrawPaymentRequest.type,
        content: (original) => {
          const { salesOrder, shipment } = original as { salesOrder: string; shipment: string };
          return { salesOrder, shipment, invoice: 'none' };
        },
      }),
      [COMMANDS.withdrawPaymentRequest.type]: rule('ignore'),
    },
    judge: (state) => {
      const known = registers(state, R.order)[0];
      const order = known === undefined ? undefined : contentOf(known);
      if (order?.customer === POISON_CUSTOMER) throw new Error('cannot judge this customer');
      const shipments = registers(state, R.shipment);
      const cancelled = registers(state, R.cancellation).length > 0;
      const ordered = order?.lines.reduce((sum, line) => sum + line.quantity, 0n) ?? 0n;
      let shipped = 0n;
      for (const shipment of shipments)
        for (const line of contentOf(shipment).lines) shipped += line.quantity;
      const gates: Gate[] = [
        {
          name: 'order-known',
          status: order === undefined ? 'waiting' : 'cleared',
          facts: [],
          reason: { code: 'order', text: 'the order is known' },
        },
      ];
      const wanted: Wanted[] = [];
      if (order !== undefined && !cancelled) {
        const lines = order.lines.map(({ line, item, quantity }) => ({
          line,
          item,
          quantity,
          alternatives: [],
        }));
        const of = `r${order.revision}`;
        wanted.push({
          id: 'allocate',
          type: COMMANDS.allocateInventory.type,
          system: 'ledger',
          fingerprint: of,
          gates,
          content: () => ({
            salesOrder: order.salesOrder,
            of,
            orderedAt: order.orderedAt,
            partial: true,
            lines,
          }),
        });
        wanted.push({
          id: 'announce',
          type: COMMANDS.publishOrderStatus.type,
          system: 'shop',
          gates,
          fingerprint: of,
          content: () => ({
            salesOrder: order.salesOrder,
            lifecycle: 'open',
            lines: lines.map(({ line, quantity }) => ({ line, ordered: quantity, shipped: 0n })),
          }),
        });
      }
      if (order !== undefined) {
        for (const shipment of shipments) {
          const { shipment: number, lines } = contentOf(shipment);
          if (lines.length === 0) continue;
          wanted.push({
            id: `bill:${number}`,
            type: COMMANDS.reverseInvoice.type,
            system: 'erp',
            gates,
            fingerprint: `v${shipment.version}`,
            disputed: isDisputed(shipment),
            content: () => ({ salesOrder: order.salesOrder, shipment: number, reason: '' }),
          });
        }
      }
      const decisions = new Map(
        registers(state, R.decided).map(
          (decided) => [contentOf(decided).case, contentOf(decided).verdict] as const,
        ),
      );
      const dueAt = ((order?.orderedAt ?? 0) + 3_600_000) as Instant;
      const late = register(
        state,
        R.passed,
        FACTS.deadlinePassed.key({ salesOrder: '', deadline: 'ship', dueAt }),
      );
      return {
        wanted,
        decisions,
        deadlines: order === undefined || shipped > 0n ? [] : [{ id: 'ship', milestone: 'shipped', dueAt }],
        cases:
          late === undefined || shipped > 0n
            ? []
            : [
                {
                  id: 'late',
                  kind: 'late',
                  text: 'not shipped',
                  role: 'warehouse',
                  exposure: null,
                  playbook: 'ship it',
                },
              ],
        lifecycle: cancelled ? 'cancelled' : shipped > 0n ? 'shipped' : 'open',
        equations:
          order === undefined
            ? []
            : [
                {
                  id: 'shipped',
                  name: 'shipped',
                  subject: order.salesOrder,
                  unit: 'quantity',
                  odd: 'wms',
                  atStake: null,
                  left: [{ name: 'ordered', value: ordered, system: 'shop' }],
                  right: [{ name: 'shipped', value: shipped, system: 'wms' }],
                },
              ],
        settled: shipped > 0n && shipped === ordered,
        totals: {
          currency: 'EUR',
          lines: order?.lines.length ?? 0,
          orderedMinor: ordered / 1_000_000n,
          shippedMinor: 0n,
          invoicedMinor: 0n,
          creditedMinor: 0n,
          paidMinor: 0n,
        },
      };
    },
  },
  stockOf: (state) => {
    const shipments = registers(state, R.shipment);
    const movements = shipments.flatMap((known) => {
      const shipment = contentOf(known);
      return shipment.lines
        .filter((line) => line.quantity > 0n)
        .map((line) => ({
          key: `ship:${shipment.shipment}:${line.line}`,
          kind: 'ship' as const,
          item: line.item,
          lot: null,
          quantity: line.quantity,
          from: { location: shipment.site, disposition: 'sellable_accessible' },
          to: { location: 'customer', disposition: 'in_transit' },
          reason: null,
          fact: known.contents[0].fact,
          occurredAt: shipment.shippedAt,
        }));
    });
    const order = registers(state, R.order)[0];
    const decision = registers(state, R.allocated)[0];
    if (order === undefined || decision === undefined) return { movements, allocations: [], backorders: [] };
    const { orderedAt, lines } = contentOf(order);
    const { allocations, shortfalls } = contentOf(decision);
    return {
      movements,
      allocations: allocations
        .map((row) => ({ ...row, quantity: (row.quantity - shippedOf(state, row)) as never, orderedAt }))
        .filter((row) => row.quantity > 0n),
      backorders: shortfalls.map((row) => ({
        line: row.line,
        item: lines.find(({ line }) => line === row.line)!.item,
        shortfall: row.quantity,
        orderedAt,
      })),
    };
  },
};

function shippedOf(state: State, row: { line: number; item: string; site: string }): bigint {
  let shipped = 0n;
  for (const known of registers(state, R.shipment)) {
    const { site, lines } = contentOf(known);
    if (site !== row.site) continue;
    for (const line of lines) if (line.line === row.line && line.item === row.item) shipped += line.quantity;
  }
  return shipped;
}

/** A fact from its wire form. */
export function fact(
  source: string,
  id: string,
  type: string,
  wire: unknown,
  occurredAt: Instant = START,
): NewFact {
  const decoded = expectOk(factTypeOf(type)!.decode(wire), `${type} ${factName({ source, id })}`);
  return {
    source,
    id,
    entity: ENTITY,
    type,
    occurredAt,
    content: decoded.content,
    text: decoded.text,
    correlationId: null,
    causationId: null,
    messageId: null,
  };
}

export interface ToyOrder {
  readonly number: string;
  readonly quantity?: number;
  readonly item?: string;
  readonly revision?: number;
  readonly customer?: string;
  readonly orderedAt?: number;
}

/** A stated order of one line. */
export const order = (spec: ToyOrder, id = `order-${spec.number}-${spec.revision ?? 1}`): NewFact =>
  fact('shop', id, 'sales-order.stated.v1', {
    salesOrder: spec.number,
    revision: spec.revision ?? 1,
    channel: 'shop',
    customer: spec.customer ?? 'C-1',
    currency: 'EUR',
    orderedAt: new Date(spec.orderedAt ?? START).toISOString(),
    shipTo: { country: 'DE' },
    lines: [{ line: 1, item: spec.item ?? 'IT-1', quantity: String(spec.quantity ?? 5), unitPrice: '2' }],
  });

/** Goods that left for an order. */
export const shipment = (
  number: string,
  quantity: number,
  version = 1,
  id = `ship-${number}-${version}`,
  item = 'IT-1',
): NewFact =>
  fact('wms', id, 'shipment.confirmed.v1', {
    salesOrder: number,
    shipment: `SH-${number}`,
    version,
    site: 'S1',
    shippedAt: new Date(START).toISOString(),
    lines: quantity === 0 ? [] : [{ line: 1, item, quantity: String(quantity) }],
  });

/** Goods that arrived, or left, outside any order. */
export const movement = (
  number: string,
  quantity: number,
  more: {
    version?: number;
    id?: string;
    item?: string;
    gone?: boolean;
    site?: string;
  } = {},
): NewFact => {
  const site = { location: more.site ?? 'S1', disposition: 'sellable_accessible' };
  const outside =
    more.gone === true
      ? { location: 'adjustment', disposition: 'disposed' }
      : { location: 'supplier', disposition: 'sellable_accessible' };
  return fact('wms', more.id ?? `mov-${number}-${more.version ?? 1}`, 'movement.recorded.v1', {
    movement: number,
    version: more.version ?? 1,
    kind: more.gone === true ? 'adjustment' : 'receipt',
    item: more.item ?? 'IT-1',
    quantity: String(quantity),
    from: more.gone === true ? site : outside,
    to: more.gone === true ? outside : site,
  });
};

/** A truck was found, with a tracking number. */
export const transport = (number: string): NewFact =>
  fact('carrier', `transport-${number}`, 'transport.arranged.v1', {
    salesOrder: number,
    shipment: `SH-${number}`,
    carrier: 'TRUCK',
    trackingNumber: `T-${number}`,
    freight: { amount: '5.00', currency: 'EUR' },
  });

/** Proof of delivery: knows the tracking number only. */
export const proof = (number: string): NewFact =>
  fact('carrier', `proof-${number}`, 'proof-of-delivery.recorded.v1', {
    trackingNumber: `T-${number}`,
    shipment: `SH-${number}`,
    deliveredAt: new Date(START).toISOString(),
  });
