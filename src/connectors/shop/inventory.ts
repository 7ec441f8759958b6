/** The shop's open orders, as a sweep compares them. */
import type { Inventory, InventoryRecord } from '../../application/ports/inventory.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import { readRecord, type HttpClient } from '../http.ts';
import { factsOfOrder } from './translate.ts';
import { openOrdersPage, orderAnswer, type ShopOrder } from './wire.ts';

const PAGE_SIZE = 500;

export function orderInventory(
  client: HttpClient,
  entities: Readonly<Record<string, string>>,
): Inventory {
  return {
    object: 'sales-orders',
    async *pages(signal) {
      for (let after = ''; ; ) {
        const query = new URLSearchParams({ after, limit: String(PAGE_SIZE) });
        const body = await readRecord(client, `/admin/open_orders.json?${query.toString()}`, signal);
        const page = openOrdersPage.parse(body);
        yield page.orders.flatMap(({ name, company_code, revision, revised_at, lines, units }) => {
          const entity = entities[company_code];
          if (entity === undefined) return [];
          const figures = [String(revision), String(lines), String(units)];
          return [{ entity, sortedBy: name, number: name, figures, changedAt: revised_at, worth: null }];
        });
        if (!page.more) return;
        after = page.orders.at(-1)!.name;
      }
    },
    async read({ entity, number }, signal) {
      const body = await readRecord(client, `/admin/orders/${encodeURIComponent(number)}.json`, signal);
      if (body === null) return { record: null, facts: [] };
      const { order } = orderAnswer.parse(body);
      const facts = factsOfOrder(order, entities);
      if (!facts.ok) throw new Error(`order ${number}: ${facts.error.message}`);
      return { record: recordOf(order, entity), facts: facts.value };
    },
  };
}

function recordOf(order: ShopOrder, entity: string): InventoryRecord {
  const { name, revision, line_items, revised_at } = order;
  let units = 0n;
  for (const { quantity } of line_items) units += quantity;
  return {
    entity,
    sortedBy: name,
    number: name,
    figures: [String(revision), String(line_items.length), formatQuantity(units as Quantity)],
    changedAt: revised_at,
    worth: null,
  };
}
