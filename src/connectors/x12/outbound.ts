/** From a command to the interchange that carries it, and to what is known once it was delivered. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { DISPUTE } from '../../canonical/dispute.ts';
import { RETURN } from '../../canonical/rma.ts';
import type { SetId } from './sets/document.ts';
import { LAYOUTS } from './sets/layouts.ts';
import { answerSets, interchangeAnswer } from './write/answers.ts';
import { writeInterchange, type WrittenGroup } from './write/interchange-text.ts';
import { acknowledgement, invoice, shipNotice } from './write/order-documents.ts';
import { disputeAnswer } from './write/dispute-answer.ts';
import { creditDocument, returnAnswer } from './write/return-documents.ts';
import { DocumentError, type Outgoing, type OutgoingSet } from './write/outgoing.ts';
import { shippingOrder } from './write/shipping-order.ts';

type Release = ContentOfFact<typeof COMMANDS.releaseShippingOrder>;
type Answer = ContentOfFact<typeof COMMANDS.acknowledgeInterchange>;
type Credit = ContentOfFact<typeof COMMANDS.sendCreditDocument>;

/** An answer has no answer, and is about no order. */
export const ANSWER_TYPE = COMMANDS.acknowledgeInterchange.type;

/** What is sent for a command, by its type; the subject names what the document is about. */
const DOCUMENTS: Readonly<
  Record<
    string,
    {
      /** The set that carries it; several where partners agree on one of them. */
      readonly sets: readonly SetId[];
      readonly write: (outgoing: Outgoing) => OutgoingSet;
      /** Kind of document and what it is about; the instance, if that is no sales order. */
      readonly subject: (content: never) => {
        readonly document: string;
        readonly about?: { readonly workflow: typeof RETURN | typeof DISPUTE; readonly number: string };
      };
    }
  >
> = {
  [COMMANDS.sendOrderAcknowledgement.type]: {
    sets: ['855'],
    write: (outgoing) => acknowledgement(outgoing, outgoing.command.content as never),
    subject: ({ salesOrder }: { salesOrder: string }) => ({ document: `855:${salesOrder}` }),
  },
  [COMMANDS.sendShipNotice.type]: {
    sets: ['856'],
    write: (outgoing) => shipNotice(outgoing, outgoing.command.content as never),
    subject: ({ shipment }: { shipment: string }) => ({ document: `856:${shipment}` }),
  },
  [COMMANDS.sendInvoiceDocument.type]: {
    sets: ['810'],
    write: (outgoing) => invoice(outgoing, outgoing.command.content as never),
    subject: ({ invoice: number }: { invoice: string }) => ({ document: `810:${number}` }),
  },
  [COMMANDS.releaseShippingOrder.type]: {
    sets: ['940'],
    write: (outgoing) => shippingOrder(outgoing, outgoing.command.content as never),
    subject: ({ shippingOrder: number }: { shippingOrder: string }) => ({ document: `940:${number}` }),
  },
  [COMMANDS.sendReturnAnswer.type]: {
    sets: ['180'],
    write: (outgoing) => returnAnswer(outgoing, outgoing.command.content as never),
    subject: ({ rma }: { rma: string }) => ({
      document: `180:${rma}`,
      about: { workflow: RETURN, number: rma },
    }),
  },
  [COMMANDS.sendCreditDocument.type]: {
    sets: ['812', '810'],
    write: (outgoing) => creditDocument(outgoing, outgoing.command.content as never),
    subject: ({ creditMemo, rma, dispute = '' }: Credit) => ({
      document: `credit:${creditMemo}`,
      about: rma === undefined ? { workflow: DISPUTE, number: dispute } : { workflow: RETURN, number: rma },
    }),
  },
  [COMMANDS.sendDisputeAnswer.type]: {
    sets: ['824'],
    write: (outgoing) => disputeAnswer(outgoing, outgoing.command.content as never),
    subject: ({ dispute }: { dispute: string }) => ({
      document: `answer:${dispute}`,
      about: { workflow: DISPUTE, number: dispute },
    }),
  },
};

export type Written =
  | { readonly kind: 'text'; readonly text: string; readonly sets: readonly SetId[] }
  /** The partner does not take this kind of document. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The interchange of a command.
 * @throws DocumentError or UnwritableError for content that X12, or this partner, cannot hold.
 */
export function documentOf(outgoing: Outgoing): Written {
  const { command, profile } = outgoing;
  if (command.type === ANSWER_TYPE) return answerOf(outgoing, command.content as Answer);
  const document = DOCUMENTS[command.type];
  if (document === undefined) throw new DocumentError(`there is no document for ${command.type}`);
  const { set, segments } = document.write(outgoing);
  if (!profile.sends.includes(set)) {
    return { kind: 'refused', reason: `${set} was not agreed with this partner (sends)` };
  }
  const { functionalId } = LAYOUTS[set]!;
  const control = outgoing.given.number;
  return textOf(
    outgoing,
    [{ functionalId, control, sets: [{ set, control: '0001', segments }] }],
    [set],
  );
}

function answerOf(outgoing: Outgoing, answer: Answer): Written {
  const sets = answerSets(outgoing, answer);
  const groups = [...new Set(sets.map(({ functionalId }) => functionalId))].map(
    (functionalId, index): WrittenGroup => ({
      functionalId,
      // Groups of one interchange need numbers of their own.
      control: (outgoing.given.number + index * SECOND_GROUP) % NUMBERS,
      sets: sets
        .filter((set) => set.functionalId === functionalId)
        .map(({ set, segments }, at) => ({
          set,
          control: String(at + 1).padStart(4, '0'),
          segments,
        })),
    }),
  );
  return textOf(
    outgoing,
    groups,
    sets.map(({ set }) => set),
    interchangeAnswer(answer),
  );
}

/** Far from every number that counts up from one, and still of nine digits. */
const SECOND_GROUP = 500_000_000;
/** Nine digits. */
const NUMBERS = 1_000_000_000;

function textOf(
  outgoing: Outgoing,
  groups: readonly WrittenGroup[],
  sets: readonly SetId[],
  acknowledgements: ReturnType<typeof interchangeAnswer> = [],
): Written {
  const { assignedAt, number } = outgoing.given;
  const text = writeInterchange(outgoing.profile, {
    control: number,
    date: outgoing.day(assignedAt),
    time: outgoing.clock(assignedAt),
    groups,
    acknowledgements,
  });
  return { kind: 'text', text, sets };
}

/** What is known once a document was delivered. The same facts from an answer and from a probe. */
export function factsOfSent(system: string, outgoing: Outgoing): readonly CanonicalFact[] {
  const { command, given, profile } = outgoing;
  const { document, about: subject } = DOCUMENTS[command.type]!.subject(command.content as never);
  const { salesOrder = '' } = command.content as { salesOrder?: string };
  const about = { entity: command.entity, occurredAt: given.assignedAt, causationId: command.key };
  const sent: ContentOfFact<typeof FACTS.documentSent> = {
    ...(subject === undefined ? { salesOrder } : { subject }),
    document,
    generation: command.generation,
    system,
    interchange: String(given.number).padStart(9, '0'),
    group: String(given.number),
    answered: profile.acknowledges,
    sentAt: given.assignedAt,
  };
  const facts: CanonicalFact[] = [
    { ...about, type: FACTS.documentSent.type, id: `sent/${given.number}`, content: sent },
  ];
  if (command.type === COMMANDS.releaseShippingOrder.type && profile.warehouse.undertakes === 'on-delivery') {
    const release = command.content as Release;
    const accepted: ContentOfFact<typeof FACTS.shippingOrderAccepted> = {
      salesOrder,
      shippingOrder: release.shippingOrder,
      version: command.generation,
      of: release.of,
      site: release.site,
      lines: release.lines,
    };
    facts.push({
      ...about,
      type: FACTS.shippingOrderAccepted.type,
      id: `accepted/${given.number}`,
      content: accepted,
    });
  }
  return facts;
}

/** Types of the commands whose documents the partner agreed to be sent. */
export const documentsTaken = ({
  sends,
}: {
  readonly sends: readonly SetId[];
}): readonly string[] =>
  Object.entries(DOCUMENTS)
    .filter(([, { sets }]) => sets.some((set) => sends.includes(set)))
    .map(([type]) => type);
