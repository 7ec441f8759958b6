/** Samples for the conformance suite: consignments for shipments that nobody hands over. */
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

interface Consignment {
  readonly 'consignment-number': string;
  readonly reference: string;
  readonly status: string;
  readonly 'updated-at': string;
}

/** What was booked is read from the carrier's books. */
export function carrierSpecimen({ url, secret, entities, run }: SpecimenPlace): Specimen {
  const { entity } = firstEntity(entities);

  const arrange = (salesOrder: string, in_ = entity): OutboundCommand => {
    const shipment = `${salesOrder}-S1`;
    const sample = { entity: in_, salesOrder, id: `arrange-transport:${shipment}` };
    return sampleCommand(sample, COMMANDS.arrangeTransport, {
      salesOrder,
      shipment,
      site: 'sample',
      shipTo: { country: 'GB', postalCode: 'LS1' },
      goodsValue: { amount: '100.00', currency: 'GBP' },
    });
  };

  const booked = async (command: OutboundCommand): Promise<readonly Consignment[]> => {
    const books = (await askDirectly(`${url}/sandbox/books`)) as {
      consignments: readonly Consignment[];
    };
    const { shipment } = command.content as { shipment: string };
    return books.consignments.filter(({ reference }) => reference === shipment);
  };

  return {
    command: (sample) => Promise.resolve(arrange(sampleName(run, sample))),
    effects: async (command) => ({ whole: (await booked(command)).length, begun: 0 }),
    refused: { notApplicable: 'the carrier takes every shipment of a company that it knows' },
    successor: { notApplicable: 'a booking cannot be set to something else: a second one is another' },
    sign: (body) => signed(body, secret, `${run}-message`),
    messages: async (command) => {
      const [consignment] = await booked(command);
      // As it will be pushed when the van has it, if it has not been there yet.
      const status = consignment?.status === 'delivered' ? 'delivered' : 'in-transit';
      const event = {
        event: status,
        'occurred-at': consignment?.['updated-at'],
        consignment: { ...consignment, status },
      };
      const id = `${consignment?.['consignment-number']}-${status}`;
      return [signed(Buffer.from(JSON.stringify(event)), secret, id)];
    },
    wrongSecret: true,
  };
}

const signed = (body: Uint8Array, secret: string, id: string) => ({
  headers: {
    'x-carrier-delivery-id': id,
    'x-carrier-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  },
  body,
});
