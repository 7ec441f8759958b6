/** A system that writes orders in units of its own, and customers by numbers of its own. */
import type { CodeBook } from '../../src/application/ports/code-book.ts';
import type { Connector, InboundMessage, Translation } from '../../src/application/ports/connector.ts';
import { inBaseUnits } from '../../src/connectors/coded-value.ts';
import { FACTS } from '../../src/canonical/catalogue.ts';
import type { Fault } from '../../src/canonical/fact-type.ts';
import { parseInstant } from '../../src/kernel/instant.ts';
import { formatQuantity, parseQuantity } from '../../src/kernel/quantity.ts';
import { expectOk } from '../../src/kernel/result.ts';

/** An order as that system writes it. */
export interface PartnerOrder {
  readonly id: string;
  readonly order: string;
  readonly revision?: number;
  readonly customer?: string;
  readonly at: string;
  readonly lines: readonly {
    readonly item: string;
    readonly uom: string;
    readonly quantity: string;
    readonly weight?: string;
    readonly price: string;
  }[];
}

export function unitsConnector(system: string, codes: CodeBook, entity = 'uk'): Connector {
  return {
    system,
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: 1, perSecond: 100, timeoutMs: 1_000 },
    translate: (message) => translate(message, codes, entity),
    execute: () => Promise.resolve({ kind: 'done', facts: [] }),
    probe: () => Promise.resolve({ kind: 'absent' }),
    statement: () => Promise.resolve([]),
  };
}

function translate({ body }: InboundMessage, codes: CodeBook, entity: string): Translation {
  const order = JSON.parse(Buffer.from(body).toString()) as PartnerOrder;
  const faults: Fault[] = [];
  const lines = order.lines.map(({ item, uom, quantity, weight, price }, at) => {
    const written = {
      item,
      unit: uom,
      quantity: expectOk(parseQuantity(quantity), 'a quantity'),
      weighed: weight === undefined ? null : expectOk(parseQuantity(weight), 'a weight'),
    };
    const base = inBaseUnits(codes, written, `$.lines[${at}]`);
    if (!base.ok) faults.push(base.error);
    return {
      line: (at + 1) * 10,
      item,
      quantity: base.ok ? formatQuantity(base.value) : '1',
      unitPrice: price,
    };
  });
  if (faults.length > 0) return { kind: 'faults', messageId: order.id, faults };
  const decoded = FACTS.salesOrderStated.decode({
    salesOrder: order.order,
    revision: order.revision ?? 1,
    channel: 'edi',
    customer: order.customer ?? 'C-17',
    currency: 'GBP',
    orderedAt: order.at,
    shipTo: { country: 'GB' },
    lines,
  });
  if (!decoded.ok) return { kind: 'faults', messageId: order.id, faults: decoded.error };
  const fact = {
    type: FACTS.salesOrderStated.type,
    id: order.id,
    entity,
    occurredAt: expectOk(parseInstant(order.at), 'a time'),
    content: decoded.value.content,
  };
  return { kind: 'facts', messageId: order.id, facts: [fact] };
}
