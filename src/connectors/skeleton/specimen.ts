/** Samples for `connector check`: what skeleton may be told, and how it is seen. */
import { createHmac } from 'node:crypto';
import type { InboundMessage, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS } from '../../canonical/catalogue.ts';
import { askDirectly, firstEntity } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';
import type { Release } from './translate.ts';
import type { SkeletonOrder } from './wire.ts';

/** A site that may get orders for a trial; ask for one at skeleton. */
const SITE = 'trial-site';

/** Talks to skeleton directly: what is read must not come from the connector. */
export function skeletonSpecimen({ url, secret, entities, run }: SpecimenPlace): Specimen {
  const { entity } = firstEntity(entities);
  const headers = { authorization: `Bearer ${secret}` };

  const release = (
    salesOrder: string,
    quantity: string,
    generation: number,
    site = SITE,
  ): OutboundCommand =>
    sampleCommand(
      { entity, salesOrder, id: `release-shipping-order:${SITE}` },
      COMMANDS.releaseShippingOrder,
      {
        salesOrder,
        shippingOrder: `${salesOrder}-A`,
        of: `${salesOrder} ${quantity}`,
        site,
        shipTo: { country: 'GB' },
        lines: [{ line: 1, item: `${salesOrder}-item`, quantity }],
      },
      generation,
    );

  /** The order that a command is about, or nothing. */
  const find = async (command: OutboundCommand): Promise<SkeletonOrder | null> => {
    const { shippingOrder } = command.content as Release;
    const address = `${url}/orders/${encodeURIComponent(shippingOrder)}`;
    return (await askDirectly(address, { headers, absent: [404] })) as SkeletonOrder | null;
  };

  return {
    command: (sample) => Promise.resolve(release(sampleName(run, sample), '4', 1)),
    effects: async (command) => {
      const marks = (await find(command))?.marks ?? [];
      const { of } = command.content as Release;
      const whole = marks.at(-1) === of ? marks.filter((mark) => mark === of).length : 0;
      return { whole, begun: 0 };
    },
    refused: (sample) => Promise.resolve(release(sampleName(run, sample), '4', 1, 'no-such-site')),
    successor: (command) => release(command.correlationId, '6', 2),
    sign: (body) => signed(body, secret, `${run}-message`),
    messages: async (command) => {
      const body = JSON.stringify({ event: 'order.changed', order: await find(command) });
      return [signed(Buffer.from(body), secret, `${command.correlationId}-changed`)];
    },
    // Say why not, if wrong credentials would lock the account.
    wrongSecret: true,
  };
}

/** A message as skeleton signs it. */
function signed(body: Uint8Array, secret: string, id: string): InboundMessage {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'x-skeleton-id': id,
    'x-skeleton-signature': `sha256=${digest}`,
  };
  return { headers, body };
}
