/** Samples for the conformance suite: questions about shipments that nobody sends. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { askDirectly, firstEntity } from '../conformance/direct.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';

const PUSHES_NOTHING = { notApplicable: 'the tax engine pushes no messages' } as const;

interface Answer {
  readonly documentCode: string;
  readonly contentMark: string;
  readonly outcome: string;
}

/** What was answered is read from the engine's books. */
export function taxSpecimen({ url, entities, run }: SpecimenPlace): Specimen {
  const { entity } = firstEntity(entities);

  const quote = (salesOrder: string, country: string): OutboundCommand => {
    const shipment = `${salesOrder}-S1`;
    return sampleCommand({ entity, salesOrder, id: `quote-tax:${shipment}` }, COMMANDS.quoteTax, {
      salesOrder,
      shipment,
      of: `${salesOrder} ${country}`,
      customer: `${salesOrder}-customer`,
      shipTo: { country },
      lines: [{ line: 1, item: 'SAMPLE', net: { amount: '12.53', currency: 'GBP' } }],
      freight: { amount: '5.02', currency: 'GBP' },
    });
  };

  return {
    command: (sample) => Promise.resolve(quote(sampleName(run, sample), 'GB')),
    effects: async (command) => {
      const { answers } = (await askDirectly(`${url}/sandbox/books`)) as {
        answers: readonly Answer[];
      };
      const { shipment, of } = command.content as { shipment: string; of: string };
      const quoted = answers.filter(
        ({ documentCode, contentMark, outcome }) =>
          documentCode === shipment && contentMark === of && outcome === 'quoted',
      );
      return { whole: quoted.length, begun: 0 };
    },
    refused: (sample) => Promise.resolve(quote(sampleName(run, sample), 'XX')),
    successor: { notApplicable: 'every question is answered for itself: a later one changes none' },
    sign: PUSHES_NOTHING,
    messages: PUSHES_NOTHING,
    wrongSecret: true,
  };
}
