/** Samples for the conformance suite: shipping orders for items that no shelf holds. */
import { createHmac } from 'node:crypto';
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { askDirectly } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';

interface Event {
  readonly eventNo: number;
  readonly payload: { readonly site: string; readonly companyCode: string; readonly salesOrderNo?: string };
}

/** Sites are known by what their stock says; what was told is read from the books. */
export function wmsSpecimen({ url, secret, entities, run }: SpecimenPlace): Specimen {
  const events = async (): Promise<readonly Event[]> => {
    const query = 'from=1970-01-01T00:00:00Z&to=2200-01-01T00:00:00Z&limit=1000';
    const found: Event[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = (await askDirectly(`${url}/sandbox/events?${query}&after=${after}`)) as {
        events: readonly Event[];
        nextAfter: number | null;
      };
      found.push(...page.events);
      after = page.nextAfter;
    }
    return found;
  };

  /** A site of one of our entities; the warehouse has received its opening stock there. */
  const siteOf = async (): Promise<{ site: string; entity: string }> => {
    for (const { payload } of await events()) {
      const entity = entities[payload.companyCode];
      if (entity !== undefined) return { site: payload.site, entity };
    }
    throw new Error('no site of the warehouse system belongs to an entity of the configuration');
  };
  let place: Promise<{ site: string; entity: string }> | null = null;

  const release = (
    { site, entity }: { site: string; entity: string },
    salesOrder: string,
    quantity: string,
    generation: number,
  ): OutboundCommand =>
    sampleCommand(
      { entity, salesOrder, id: `release-shipping-order:${site}` },
      COMMANDS.releaseShippingOrder,
      {
        salesOrder,
        shippingOrder: `${salesOrder}-${site}`,
        of: `${salesOrder} ${quantity}`,
        site,
        shipTo: { country: 'GB' },
        requestedShipDate: '2099-01-05',
        lines: [{ line: 1, item: `${salesOrder}-item`, quantity }],
      },
      generation,
    );

  return {
    command: async (sample) => release(await (place ??= siteOf()), sampleName(run, sample), '4', 1),
    effects: async (command) => {
      const books = (await askDirectly(`${url}/sandbox/books`)) as {
        outbound: readonly {
          shippingOrderRef: string;
          lastInstruction: { instruction: string };
        }[];
      };
      const { shippingOrder, of } = command.content as { shippingOrder: string; of: string };
      const told = books.outbound.filter(
        ({ shippingOrderRef, lastInstruction }) =>
          shippingOrderRef === shippingOrder && lastInstruction.instruction === of,
      );
      return { whole: told.length, begun: 0 };
    },
    refused: async (sample) => {
      const { entity } = await (place ??= siteOf());
      return release({ site: 'nowhere', entity }, sampleName(run, sample), '4', 1);
    },
    successor: (command) => {
      const { site } = command.content as { site: string };
      return release({ site, entity: command.entity }, command.correlationId, '6', 2);
    },
    sign: (body) => signed(body, secret, `${run}-message`),
    messages: async (command) =>
      (await events())
        .filter(({ payload }) => payload.salesOrderNo === command.correlationId)
        .map((event) => signed(Buffer.from(JSON.stringify(event)), secret, `event-${event.eventNo}`)),
    wrongSecret: true,
  };
}

const signed = (body: Uint8Array, secret: string, id: string) => ({
  headers: {
    'x-wms-delivery-id': id,
    'x-wms-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  },
  body,
});
