/** Samples for the conformance suite: sales orders of a customer that the ERP does not know. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { askDirectly, firstEntity } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';

const PUSHES_NOTHING = { notApplicable: 'the ERP pushes no messages' } as const;

interface Found {
  readonly result: { readonly kind: string; readonly document: { readonly content_mark?: string } } | null;
}

/** What the ERP holds is asked on its clerks' own screen. */
export function erpSpecimen({ url, entities, run }: SpecimenPlace): Specimen {
  const { code, entity } = firstEntity(entities);

  const rpc = (method: string, params: unknown): Promise<unknown> =>
    askDirectly(`${url}/sandbox/rpc`, { method: 'POST', body: { id: run, method, params } });

  const register = (salesOrder: string, quantity: string, generation: number): OutboundCommand =>
    sampleCommand(
      { entity, salesOrder, id: 'register-sales-order' },
      COMMANDS.registerSalesOrder,
      {
        salesOrder,
        of: `${salesOrder} ${quantity}`,
        customer: `${salesOrder}-customer`,
        currency: 'GBP',
        orderedAt: '2031-05-05T08:00:00Z',
        lines: [{ line: 1, item: `${salesOrder}-item`, quantity, unitPrice: '1.25' }],
      },
      generation,
    );

  return {
    command: (sample) => Promise.resolve(register(sampleName(run, sample), '10', 1)),
    effects: async (command) => {
      const { correlationId: salesOrder } = command;
      const found = (await rpc('reference.find', { reference: command.key })) as Found;
      const standing = (await rpc('sales_order.get', { code, sales_order: salesOrder })) as {
        result: { content_mark: string; version: number } | null;
      };
      const isThere = found.result !== null && standing.result !== null;
      const { of } = command.content as { of?: string };
      return { whole: isThere && standing.result?.content_mark === of ? 1 : 0, begun: 0 };
    },
    // The company keeps its books in one currency.
    refused: (sample) => {
      const command = register(sampleName(run, sample), '10', 1);
      const content = { ...(command.content as object), currency: 'ZAR' };
      return Promise.resolve({ ...command, content });
    },
    successor: (command) => register(command.correlationId, '7', 2),
    sign: PUSHES_NOTHING,
    messages: PUSHES_NOTHING,
    wrongSecret: true,
  };
}
