/**
 * Samples for the conformance suite, as the agreement with a partner allows them: acknowledgements of orders
 * that nobody placed where he takes 855, answers to interchanges that nobody sent otherwise.
 */
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS } from '../../canonical/catalogue.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { firstEntity } from '../conformance/direct.ts';
import {
  NoSpecimenError,
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';
import { leftFiles } from '../mailbox/left-files.ts';
import { fileNameOf } from './connector.ts';
import type { X12Settings } from './profile.ts';
import { readInterchanges } from './read/envelope.ts';
import { textOf } from './read/text.ts';
import { writeInterchange } from './write/interchange-text.ts';
import { timeOfDay } from './write/outgoing.ts';

const NOTHING_ANSWERED = {
  notApplicable: 'a partner answers by documents: a mailbox refuses nothing for a reason of business',
} as const;

/** @throws NoSpecimenError where the partner agreed to be sent nothing that may be tried. */
export function x12Specimen(place: SpecimenPlace<X12Settings>): Specimen {
  const { settings, system, run, url, secret } = place;
  const { entity } = firstEntity(place.entities);
  const isTold = settings.sends.includes('855');
  if (!isTold && settings.acknowledge.syntax === 'none') {
    const text = `${system} is sent neither 855 (sends) nor 997 or 999 (acknowledge): nothing may be tried`;
    throw new NoSpecimenError(text);
  }
  const made = (salesOrder: string, generation: number): OutboundCommand => {
    const type = isTold ? COMMANDS.sendOrderAcknowledgement : COMMANDS.acknowledgeInterchange;
    const content = isTold
      ? orderOf(settings, salesOrder, generation, place.now())
      : answerOf(settings, system, generation, place.now());
    return sampleCommand({ entity, salesOrder, id: 'conformance' }, type, content, generation);
  };
  return {
    command: (number) => Promise.resolve(made(sampleName(run, number), 1)),
    effects: async ({ key }) => {
      const body = (await leftFiles({ url, secret, settings: settings.mailbox })).get(fileNameOf(key));
      if (body === undefined) return { whole: 0, begun: 0 };
      return isWhole(body) ? { whole: 1, begun: 0 } : { whole: 0, begun: 1 };
    },
    refused: NOTHING_ANSWERED,
    successor: ({ correlationId }) => made(correlationId, 2),
    sign: (body) => ({ headers: { 'x-file-name': `${run}.x12` }, body }),
    messages: (command) => {
      const body = Buffer.from(answerTo(settings, command, place.now()));
      return Promise.resolve([{ headers: { 'x-file-name': `${run}-answer.x12` }, body }]);
    },
    stated: { notApplicable: 'a partner gives no account of what he was sent: his answers are documents' },
    wrongSecret: { notApplicable: 'a server may lock a login that failed' },
  };
}

/** One interchange, with its envelope closed and its counts right. */
function isWhole(body: Uint8Array): boolean {
  const text = textOf(body);
  if (!text.ok) return false;
  const [interchange, ...others] = readInterchanges(text.value);
  return interchange !== undefined && others.length === 0 && interchange.faults.length === 0;
}

/** An order of one line; the later generation accepts less of it. */
const orderOf = (settings: X12Settings, salesOrder: string, generation: number, now: Instant) => {
  const accepted = String(3 - generation);
  return {
    salesOrder,
    customer: settings.orders.customer ?? 'CONFORMANCE',
    customerReference: salesOrder,
    orderedAt: formatInstant(now),
    currency: settings.currency,
    revision: generation,
    lines: [{ line: 1, item: salesOrder, ordered: '2', accepted, promised: accepted, unitPrice: '1' }],
  };
};

/** The answer to an interchange of no documents. */
const answerOf = (settings: X12Settings, system: string, generation: number, now: Instant) => ({
  system,
  control: String(generation).padStart(9, '0'),
  sentOn: `${dayOf(settings, now).slice(2)} 0000`,
  syntaxAnswer: settings.acknowledge.syntax,
  contentAnswer: 'none',
  groups: [{
    functionalId: 'PO', group: String(generation), version: settings.versions[0], setsStated: 1, faults: [],
    sets: [{ set: '850', control: '0001', syntax: 'accepted', refused: false, findings: [] }],
  }],
});

const dayOf = ({ zone }: X12Settings, now: Instant): string => localDateIn(zone, now).replaceAll('-', '');

/** His 997 to a document of ours, as he would write it. */
const answerTo = (settings: X12Settings, { generation }: OutboundCommand, now: Instant): string =>
  writeInterchange(
    { us: settings.partner, partner: settings.us, writes: settings.writes },
    {
      control: generation,
      date: dayOf(settings, now),
      time: timeOfDay(settings.zone, now),
      groups: [{
        functionalId: 'FA',
        control: generation,
        sets: [{
          set: '997', control: '0001',
          segments: [['AK1', 'PR', '1'], ['AK2', '855', '0001'], ['AK5', 'A'], ['AK9', 'A', '1', '1', '1']],
        }],
      }],
    },
  );
