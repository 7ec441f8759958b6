/** Pure translation between skeleton's orders and canonical facts and commands. */
import type { z } from 'zod';
import type {
  CanonicalFact,
  InboundMessage,
  OutboundCommand,
  Translation,
} from '../../application/ports/connector.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { err, type Result } from '../../kernel/result.ts';
import { canonicalFact, readWire } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import { event, type SkeletonOrder } from './wire.ts';

/** What a command asks for. */
export type Release = z.output<(typeof COMMANDS)['releaseShippingOrder']['schema']>;

/** The one command that skeleton can do; add the others here. */
export const isKnown = (command: OutboundCommand): boolean =>
  command.type === COMMANDS.releaseShippingOrder.type;

/**
 * The fact that an order states. Its id follows from the record alone, so that the answer, the
 * message and the statement all say the same fact.
 */
export function factOfOrder(
  order: SkeletonOrder,
  companies: CompanyCodes,
  path = '$',
): Result<CanonicalFact, readonly Fault[]> {
  const mark = order.marks.at(-1);
  if (mark === undefined) return err([{ path: `${path}.marks`, message: 'is empty' }]);
  const record = {
    id: `order/${order.reference}/${order.revision}`,
    code: order.company,
    occurredAt: order.changed_at,
    path,
  };
  return canonicalFact(FACTS.shippingOrderAccepted, record, companies, {
    salesOrder: order.sales_order,
    shippingOrder: order.reference,
    version: order.revision,
    of: mark,
    site: order.site,
    lines: order.lines,
  });
}

/** Reads a pushed event: first who sent it, then what it says. Never throws, never answers half. */
export function translate(
  message: InboundMessage,
  secret: string,
  companies: CompanyCodes,
): Translation {
  const header = 'x-skeleton-signature';
  if (!isSigned(message, { header, encoding: 'hex', prefix: 'sha256=', secret })) {
    return { kind: 'rejected', reason: 'the signature does not match' };
  }
  const messageId = headerOf(message, 'x-skeleton-id') ?? null;
  const faults = (found: readonly Fault[]): Translation => ({ kind: 'faults', messageId, faults: found });
  const missing: Fault = { path: '$', message: 'X-Skeleton-Id is missing' };
  if (messageId === null) return faults([missing]);
  const json = readJson(message);
  if (!json.ok) return faults([json.fault]);
  const read = readWire(event, json.value);
  if (!read.ok) return faults(read.error);
  const fact = factOfOrder(read.value.order, companies, '$.order');
  return fact.ok ? { kind: 'facts', messageId, facts: [fact.value] } : faults(fact.error);
}

/** The body that a command comes to. */
export function bodyOf(command: OutboundCommand, company: string): Record<string, unknown> {
  const content = command.content as Release;
  return {
    reference: content.shippingOrder,
    company,
    site: content.site,
    sales_order: content.salesOrder,
    mark: content.of,
    lines: content.lines.map(({ line, item, quantity }) => ({
      line,
      item,
      quantity: formatQuantity(quantity),
    })),
  };
}
