/** From the CRM's words to canonical facts. Pure. */
import type {
  CanonicalFact,
  InboundMessage,
  Translation,
} from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { faultsOf, type Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import { event as eventSchema, type CrmEvent, type REASONS, type STATES } from './wire.ts';

type Requested = ContentOfFact<typeof FACTS.returnRequested>;
type Line = Requested['lines'][number];

const WHY: Readonly<Record<(typeof REASONS)[number], Line['reason']>> = {
  'Not Wanted': 'not-wanted',
  'Wrong Item': 'wrong-item',
  'Over Shipped': 'over-shipped',
  Damaged: 'damaged',
  Defective: 'defective',
  Expired: 'expired',
  Recalled: 'recalled',
};
const USE: Readonly<Record<(typeof STATES)[number], Line['use']>> = {
  Unopened: 'unopened',
  Opened: 'opened',
  Used: 'used',
  Unknown: 'unknown',
};

/** Reads a pushed event. */
export function translate(
  message: InboundMessage,
  secret: string,
  companies: CompanyCodes,
): Translation {
  if (!isSigned(message, { header: 'x-crm-signature', encoding: 'base64', prefix: '', secret })) {
    return { kind: 'rejected', reason: 'the signature does not match' };
  }
  const messageId = headerOf(message, 'x-crm-event-id') ?? null;
  const json = readJson(message);
  if (!json.ok) return { kind: 'faults', messageId, faults: [json.fault] };
  const facts = factsOfEvent(json.value, companies);
  if (!facts.ok) return { kind: 'faults', messageId, faults: facts.error };
  if (messageId !== null) return { kind: 'facts', messageId, facts: facts.value };
  return {
    kind: 'faults',
    messageId,
    faults: [{ path: '$', message: 'X-Crm-Event-Id is missing' }],
  };
}

/** What an event says, pushed or listed: the ids are the same. */
export function factsOfEvent(
  wire: unknown,
  companies: CompanyCodes,
): Result<readonly CanonicalFact[], readonly Fault[]> {
  const parsed = eventSchema.safeParse(wire);
  if (!parsed.success) return err(faultsOf(parsed.error));
  const { occurredAt, payload } = parsed.data;
  const entity = companies.entityOf(payload.companyCode);
  if (entity === null) {
    const message = `company "${payload.companyCode}" is not configured`;
    return err([{ path: '$.payload.companyCode', message }]);
  }
  const [type, id, content] = saidBy(parsed.data);
  return ok([{ type, id, entity, occurredAt, content }]);
}

function saidBy({
  event,
  payload,
}: CrmEvent): readonly [type: string, id: string, content: unknown] {
  if (event === 'ReturnCancelled') {
    const { caseNumber: rma, requestNumber: request, words } = payload;
    const content: ContentOfFact<typeof FACTS.returnCancelled> = { rma, request, reason: words };
    return [FACTS.returnCancelled.type, `cancellation/${request}`, content];
  }
  const { caseNumber, revision, customerReference, orderNumber } = payload;
  const content: Requested = {
    rma: caseNumber,
    revision,
    channel: 'desk',
    customer: payload.accountNumber,
    ...(customerReference === null ? {} : { customerReference }),
    ...(orderNumber === null ? {} : { salesOrder: orderNumber }),
    requestedAt: payload.requestedAt,
    resolution: payload.wish === 'Credit' ? 'credit' : 'replacement',
    lines: payload.lines.map((line) => ({
      line: line.lineNumber,
      item: line.productCode,
      quantity: line.quantity,
      ...(line.orderLineNumber === null ? {} : { salesOrderLine: line.orderLineNumber }),
      ...(line.lotNumber === null ? {} : { lot: line.lotNumber }),
      reason: WHY[line.reason],
      use: USE[line.state],
      ...(line.words === null ? {} : { text: line.words }),
      ...(line.swapFor === undefined ? {} : { exchange: exchangeOf(line.swapFor) }),
    })),
  };
  return [FACTS.returnRequested.type, `case/${caseNumber}/${revision}`, content];
}

type Swap = NonNullable<
  Extract<CrmEvent, { event: 'ReturnRequested' }>['payload']['lines'][number]['swapFor']
>;

const exchangeOf = ({ productCode: item, quantity, unitPrice }: Swap): NonNullable<Line['exchange']> => ({
  item,
  quantity,
  ...(unitPrice === null ? {} : { unitPrice }),
});
