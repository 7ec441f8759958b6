/** The warehouse's open orders and its stock, as a sweep compares them. */
import type { Inventory, InventoryRecord } from '../../application/ports/inventory.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { readRecord, type HttpClient } from '../http.ts';
import { factsOfEvent } from './translate.ts';
import {
  outboundPage,
  outboundTrail,
  position,
  stockPage,
  type WmsOutboundSummary,
} from './wire.ts';

const PAGE_SIZE = 500;

interface Wms {
  readonly client: HttpClient;
  readonly entities: Readonly<Record<string, string>>;
}

export function shippingOrderInventory({ client, entities }: Wms): Inventory {
  return {
    object: 'shipping-orders',
    async *pages(signal) {
      for (let [afterOrder, afterRef] = ['', '']; ; ) {
        const query = new URLSearchParams({ afterOrder, afterRef, limit: String(PAGE_SIZE) });
        const page = outboundPage.parse(
          await readRecord(client, `/wms/v2/outbound?${query.toString()}`, signal),
        );
        yield page.orders.flatMap((order) => recordOf(order, entities));
        if (!page.more) return;
        const last = page.orders.at(-1)!;
        [afterOrder, afterRef] = [last.salesOrderNo, last.shippingOrderRef];
      }
    },
    async read({ number }, signal) {
      const body = await readRecord(client, `/wms/v2/outbound/${encodeURIComponent(number)}/trail`, signal);
      if (body === null) return { record: null, facts: [] };
      const { order, events } = outboundTrail.parse(body);
      const facts = events.flatMap((event) => {
        const read = factsOfEvent(event, entities);
        return read.ok ? read.value : [];
      });
      return { record: recordOf(order, entities)[0] ?? null, facts };
    },
  };
}

function recordOf(
  order: WmsOutboundSummary,
  entities: Readonly<Record<string, string>>,
): readonly InventoryRecord[] {
  const entity = entities[order.companyCode];
  if (entity === undefined) return [];
  const { revision, undertakenQty, shippedQty } = order;
  return [
    {
      entity,
      sortedBy: order.salesOrderNo,
      number: order.shippingOrderRef,
      figures: [String(revision), formatQuantity(undertakenQty), formatQuantity(shippedQty)],
      changedAt: order.changedAt,
      worth: null,
    },
  ];
}

/** No record states a position: what differs cannot be repaired from here. */
export function stockInventory({ client, entities }: Wms): Inventory {
  const recordsOf = (rows: readonly Position[]): readonly InventoryRecord[] =>
    rows.flatMap(({ site, itemNo, companyCode, onHandQty }) => {
      const entity = entities[companyCode];
      const number = `${site}/${itemNo}`;
      if (entity === undefined) return [];
      const figures = [formatQuantity(onHandQty)];
      return [{ entity, sortedBy: number, number, figures, changedAt: null, worth: null }];
    });
  return {
    object: 'stock',
    async *pages(signal) {
      for (let after = ''; ; ) {
        const query = new URLSearchParams({ after, limit: String(PAGE_SIZE) });
        const page = stockPage.parse(await readRecord(client, `/wms/v2/stock?${query.toString()}`, signal));
        yield recordsOf(page.positions);
        if (!page.more) return;
        const last = page.positions.at(-1)!;
        after = `${last.site}/${last.itemNo}`;
      }
    },
    async read({ number }, signal) {
      const at = number.indexOf('/');
      const path = [number.slice(0, at), number.slice(at + 1)].map(encodeURIComponent).join('/');
      const body = await readRecord(client, `/wms/v2/stock/${path}`, signal);
      const record = body === null ? undefined : recordsOf([position.parse(body)])[0];
      return { record: record ?? null, facts: [] };
    },
  };
}

type Position = ReturnType<typeof position.parse>;
