/** Samples for the conformance suite: statuses of orders that were placed for it in the shop. */
import { createHmac } from 'node:crypto';
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { askDirectly, firstEntity } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';

interface Shown {
  readonly id: number;
  readonly name: string;
  readonly fulfillment_status: {
    readonly state: string;
    readonly lines: readonly { readonly shipped: string }[];
  } | null;
}

/** Customers order by the storefront; what the shop shows them is read from its books. */
export function shopSpecimen({ url, secret, entities, run }: SpecimenPlace): Specimen {
  const { code, entity } = firstEntity(entities);

  const place = (name: string): Promise<unknown> =>
    askDirectly(`${url}/storefront/checkouts`, {
      method: 'POST',
      body: {
        name,
        company_code: code,
        customer_code: name,
        currency: 'GBP',
        shipping_address: { country_code: 'GB' },
        line_items: [{ sku: `${name}-item`, quantity: 3, price: '1.25' }],
      },
    });

  const find = async (salesOrder: string): Promise<Shown | undefined> => {
    const books = (await askDirectly(`${url}/sandbox/books`)) as { orders: readonly Shown[] };
    return books.orders.find(({ name }) => name === salesOrder);
  };

  const status = (salesOrder: string, shipped: string, generation: number): OutboundCommand =>
    sampleCommand(
      { entity, salesOrder, id: 'publish-order-status' },
      COMMANDS.publishOrderStatus,
      { salesOrder, lifecycle: 'released', lines: [{ line: 1, ordered: '3', shipped }] },
      generation,
    );

  return {
    command: async (sample) => {
      const salesOrder = sampleName(run, sample);
      await place(salesOrder);
      return status(salesOrder, '1', 1);
    },
    effects: async (command) => {
      const shown = (await find(command.correlationId))?.fulfillment_status ?? null;
      const { lines } = command.content as { lines: readonly { shipped: bigint }[] };
      const isShown = shown !== null && BigInt(shown.lines[0]!.shipped) * 1_000_000n === lines[0]!.shipped;
      return { whole: isShown ? 1 : 0, begun: 0 };
    },
    // Nobody placed this order, so the shop knows none of that name.
    refused: (sample) => Promise.resolve(status(sampleName(run, sample), '1', 1)),
    successor: (command) => status(command.correlationId, '2', 2),
    sign: (body) => signed(body, secret, `${run}-message`),
    messages: async (command) => {
      const order = await find(command.correlationId);
      return [signed(Buffer.from(JSON.stringify(order)), secret, `${run}-${order?.id}`)];
    },
    wrongSecret: true,
  };
}

const signed = (body: Uint8Array, secret: string, id: string) => ({
  headers: {
    'x-shop-topic': 'orders/updated',
    'x-shop-webhook-id': id,
    'x-shop-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  },
  body,
});
