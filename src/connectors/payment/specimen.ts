/** Samples for the conformance suite: requests for invoices that nobody wrote. */
import { createHmac } from 'node:crypto';
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { MINUTE_MS } from '../../kernel/instant.ts';
import { askDirectly, firstEntity } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';

/** The sample's customers pay in advance, within this time. */
const PAID_AFTER_MS = 15 * MINUTE_MS;

interface Books {
  readonly payment_requests: readonly {
    readonly invoice: string;
    readonly idempotency_key: string;
    readonly state: string;
  }[];
  readonly remittances: readonly { readonly lines: readonly { readonly invoice: string }[] }[];
}

/** Requests and the money that came for them are read from the provider's books. */
export function paymentSpecimen(place: SpecimenPlace): Specimen {
  const { url, secret, entities, run } = place;
  const { entity } = firstEntity(entities);

  const books = async (): Promise<Books> => (await askDirectly(`${url}/sandbox/books`)) as Books;

  const request = (salesOrder: string, amount: string, generation: number): OutboundCommand => {
    const sample = { entity, salesOrder, id: `request-payment:${salesOrder}-S1` };
    const content = {
      salesOrder,
      shipment: `${salesOrder}-S1`,
      invoice: `${salesOrder}-I1`,
      customer: `${salesOrder}-customer`,
      amount: { amount, currency: 'GBP' },
      dueDate: '2031-06-05',
      method: 'prepaid',
    };
    return sampleCommand(sample, COMMANDS.requestPayment, content, generation);
  };

  return {
    command: (sample) => Promise.resolve(request(sampleName(run, sample), '21.00', 1)),
    effects: async (command) => {
      const { payment_requests: requests } = await books();
      const standing = requests.filter((one) => one.idempotency_key === command.key);
      return { whole: standing.length, begun: 0 };
    },
    // The provider knows the company, but not amounts in fractions of a penny.
    refused: { notApplicable: 'the provider refuses only what the connector would not send' },
    successor: (command) => request(command.correlationId, '25.00', 2),
    sign: (body) => signed(body, secret, `msg_${run}`),
    messages: async (command) => {
      await place.wait(PAID_AFTER_MS);
      const { invoice } = command.content as { invoice: string };
      const paid = (await books()).remittances.filter(({ lines }) =>
        lines.some((line) => line.invoice === invoice),
      );
      return paid.map((remittance, at) => {
        const body = JSON.stringify({ type: 'remittance.received', data: remittance });
        return signed(Buffer.from(body), secret, `msg_${invoice}_${at}`);
      });
    },
    wrongSecret: true,
  };
}

function signed(body: Uint8Array, secret: string, id: string) {
  const timestamp = '1936000000';
  const digest = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` },
    body,
  };
}
