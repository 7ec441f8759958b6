/** From the warehouse's words to canonical facts. Pure. */
import type { CanonicalFact, InboundMessage, Translation } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { faultsOf, type Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { inspectedContent, placedContent, receivedContent } from './returns.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import { adjustmentFact, countFact, requestFact } from './counts.ts';
import { lotFact } from './lots.ts';
import { fact, type Saying } from './saying.ts';
import {
  event as eventSchema,
  type WmsEvent,
  type WmsOutboundRecord,
  type WmsReservationRecord,
} from './wire.ts';

export interface TranslateOptions {
  readonly secret: string;
  /** Entity by the code that the warehouse system uses for the company. */
  readonly entities: Readonly<Record<string, string>>;
}

/** Reads a pushed event. */
export function translate(message: InboundMessage, options: TranslateOptions): Translation {
  const scheme = { header: 'x-wms-signature', encoding: 'hex', prefix: 'sha256=' } as const;
  if (!isSigned(message, { ...scheme, secret: options.secret })) {
    return { kind: 'rejected', reason: 'the signature does not match' };
  }
  const messageId = headerOf(message, 'x-wms-delivery-id') ?? null;
  const json = readJson(message);
  if (!json.ok) return { kind: 'faults', messageId, faults: [json.fault] };
  const facts = factsOfEvent(json.value, options.entities);
  if (!facts.ok) return { kind: 'faults', messageId, faults: facts.error };
  if (messageId !== null) return { kind: 'facts', messageId, facts: facts.value };
  const fault = { path: '$', message: 'X-Wms-Delivery-Id is missing' };
  return { kind: 'faults', messageId, faults: [fault] };
}

/** All that an event says, pushed or read from the log: the ids are the same. */
export function factsOfEvent(
  wire: unknown,
  entities: Readonly<Record<string, string>>,
): Result<readonly CanonicalFact[], readonly Fault[]> {
  const parsed = eventSchema.safeParse(wire);
  if (!parsed.success) return err(faultsOf(parsed.error));
  const code = parsed.data.payload.companyCode;
  const entity = Object.hasOwn(entities, code) ? entities[code] : undefined;
  if (entity === undefined) {
    const message = `company "${code}" is not configured`;
    return err([{ path: '$.payload.companyCode', message }]);
  }
  return ok(factsOf(parsed.data, entity));
}

function factsOf(event: WmsEvent, entity: string): readonly CanonicalFact[] {
  const { eventNo, logNo, occurredAt } = event;
  const saying: Saying = { eventNo, logNo, entity, occurredAt };
  switch (event.eventType) {
    case 'OUTBOUND_ANSWERED':
      return answerFacts(saying, event.payload);
    case 'LOT_STATED':
      return [lotFact(saying, event.payload)];
    case 'PICK_CONFIRMED':
      return [pickFact(saying, event.payload)];
    case 'COUNT_RECORDED':
      return [countFact(saying, event.payload)];
    case 'ADJUSTMENT_REQUESTED':
      return [requestFact(saying, event.payload)];
    case 'ADJUSTMENT_POSTED':
      return [adjustmentFact(saying, event.payload)];
    case 'SHIPMENT_CONFIRMED':
      return [shipmentFact(saying, event.payload)];
    case 'STOCK_MOVED':
      return movementFacts(saying, event.payload);
    case 'RETURN_RECEIVED':
      return [fact(saying, FACTS.returnReceived.type, receivedContent(event.payload))];
    case 'RETURN_INSPECTED':
      return [fact(saying, FACTS.inspectionCompleted.type, inspectedContent(event.payload))];
    case 'RETURN_PLACED':
      return [fact(saying, FACTS.inventoryDispositionUpdated.type, placedContent(event.payload))];
    case 'RESERVATION_DECIDED':
      return [allocationFact(saying, event.payload)];
  }
}

type Payload<T extends WmsEvent['eventType']> = Extract<WmsEvent, { eventType: T }>['payload'];
type Answer = Pick<
  Payload<'OUTBOUND_ANSWERED'>,
  | 'site'
  | 'salesOrderNo'
  | 'shippingOrderRef'
  | 'revision'
  | 'instruction'
  | 'acceptedLines'
  | 'refusedLines'
>;

/** What the warehouse undertakes, and beside it what it cannot take back. */
function answerFacts(saying: Saying, answer: Answer): readonly CanonicalFact[] {
  const { salesOrderNo: salesOrder, shippingOrderRef: shippingOrder, site } = answer;
  const common = { salesOrder, shippingOrder, of: answer.instruction, site };
  const accepted: ContentOfFact<typeof FACTS.shippingOrderAccepted> = {
    ...common,
    version: answer.revision,
    lines: answer.acceptedLines.map(({ lineNo, itemNo, totalQty }) => ({
      line: lineNo,
      item: itemNo,
      quantity: totalQty,
    })),
  };
  const facts = [fact(saying, FACTS.shippingOrderAccepted.type, accepted)];
  if (answer.refusedLines.length === 0) return facts;
  const refused: ContentOfFact<typeof FACTS.shippingOrderChangeRefused> = {
    ...common,
    lines: answer.refusedLines.map(({ lineNo, itemNo, committedQty }) => ({
      line: lineNo,
      item: itemNo,
      committed: committedQty,
    })),
    reason: TOO_LATE,
  };
  return [...facts, fact(saying, FACTS.shippingOrderChangeRefused.type, refused, '/refused')];
}

/** The record of an order does not keep the reason that its event gave: there is only this one. */
const TOO_LATE = 'already picked';

function pickFact(saying: Saying, payload: Payload<'PICK_CONFIRMED'>): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.pickConfirmed> = {
    salesOrder: payload.salesOrderNo,
    pick: payload.pickNo,
    version: 1,
    site: payload.site,
    lines: payload.lines.map(({ lineNo, itemNo, pickedQty, shortQty }) => ({
      line: lineNo,
      item: itemNo,
      picked: pickedQty,
      short: shortQty,
    })),
    ...(payload.reasonText === null ? {} : { reason: payload.reasonText }),
  };
  return fact(saying, FACTS.pickConfirmed.type, content);
}

function shipmentFact(saying: Saying, payload: Payload<'SHIPMENT_CONFIRMED'>): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.shipmentConfirmed> = {
    salesOrder: payload.salesOrderNo,
    shipment: payload.shipmentNo,
    version: payload.version,
    site: payload.site,
    shippedAt: payload.shippedAt,
    ...(saying.logNo === undefined ? {} : { streamPosition: saying.logNo }),
    lines: payload.lines.map(({ lineNo, itemNo, quantity, lotNo: lot }) => ({
      line: lineNo,
      item: itemNo,
      quantity,
      ...(lot === undefined ? {} : { lot }),
    })),
  };
  return fact(saying, FACTS.shipmentConfirmed.type, content);
}

type Movement = ContentOfFact<typeof FACTS.movementRecorded>;
type Place = Movement['from'];

const sellableAt = (location: string): Place => ({ location, disposition: 'sellable_accessible' });

/** Which way stock moves, by the warehouse's movement type. */
const MOVEMENT_TYPES = {
  '101': { kind: 'receipt', other: 'supplier', isIn: true },
  '701': { kind: 'adjustment', other: 'adjustment', isIn: true },
  '702': { kind: 'adjustment', other: 'adjustment', isIn: false },
} as const;

function movementFacts(saying: Saying, payload: Payload<'STOCK_MOVED'>): readonly CanonicalFact[] {
  return payload.movements.map((movement, index) => {
    const { kind, other, isIn } = MOVEMENT_TYPES[movement.movementType];
    const outside = sellableAt(other);
    const inside = sellableAt(payload.site);
    const content: Movement = {
      movement: movement.movementNo,
      version: 1,
      kind,
      item: movement.itemNo,
      ...(movement.lotNo === undefined ? {} : { lot: movement.lotNo }),
      quantity: movement.quantity,
      from: isIn ? outside : inside,
      to: isIn ? inside : outside,
      ...(movement.reasonText === null ? {} : { reason: movement.reasonText }),
      ...(saying.logNo === undefined ? {} : { streamPosition: saying.logNo }),
    };
    return fact(saying, FACTS.movementRecorded.type, content, `/${index + 1}`);
  });
}

function allocationFact(
  saying: Saying,
  payload: Omit<Payload<'RESERVATION_DECIDED'>, 'companyCode'>,
): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.inventoryAllocated> = {
    salesOrder: payload.salesOrderNo,
    decision: payload.decisionNo,
    of: payload.instruction,
    allocations: payload.allocations.map(({ lineNo, itemNo, site, reservedQty }) => ({
      line: lineNo,
      item: itemNo,
      site,
      quantity: reservedQty,
    })),
    shortfalls: payload.shortfalls.map(({ lineNo, missingQty }) => ({
      line: lineNo,
      quantity: missingQty,
    })),
  };
  return fact(saying, FACTS.inventoryAllocated.type, content);
}

/** What the record of an outbound order says of its last instruction: as its event did. */
export function factsOfOutbound(
  record: WmsOutboundRecord,
  entity: string,
): readonly CanonicalFact[] {
  const { eventNo, occurredAt } = record.lastInstruction;
  return answerFacts({ eventNo, entity, occurredAt }, { ...record, ...record.lastInstruction });
}

/** What the record of a reservation says: as its event did. */
export function factsOfReservation(
  record: WmsReservationRecord,
  entity: string,
): readonly CanonicalFact[] {
  const { eventNo, occurredAt } = record;
  return [allocationFact({ eventNo, entity, occurredAt }, record)];
}
