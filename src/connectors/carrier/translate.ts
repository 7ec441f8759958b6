/** Pure translation between the carrier's consignments and canonical facts and commands. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type COMMANDS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatMoney } from '../../kernel/money.ts';
import { err, type Result } from '../../kernel/result.ts';
import type { z } from 'zod';
import { canonicalFact, readWire, together } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { event, type CarrierConsignment } from './wire.ts';

type Facts = Result<readonly CanonicalFact[], readonly Fault[]>;

/** What a translation needs to know: who the carrier is, and whose the companies are. */
export interface CarrierNames {
  readonly carrier: string;
  readonly companies: CompanyCodes;
}

/** The fact that the carrier has taken the shipment. */
export function arrangedFact(
  consignment: CarrierConsignment,
  names: CarrierNames,
  path = '$',
): Result<CanonicalFact, readonly Fault[]> {
  const record = {
    id: `consignment/${consignment['consignment-number']}`,
    code: consignment['company-code'],
    occurredAt: consignment['booked-at'],
    path,
  };
  return canonicalFact(FACTS.transportArranged, record, names.companies, {
    salesOrder: consignment['order-reference'],
    shipment: consignment.reference,
    carrier: names.carrier,
    trackingNumber: consignment['tracking-number'],
    freight: { amount: consignment['freight-charge'], currency: consignment.currency },
  });
}

/** The fact that the goods arrived. */
export function deliveredFact(
  consignment: CarrierConsignment,
  names: CarrierNames,
  path = '$',
): Result<CanonicalFact, readonly Fault[]> {
  const deliveredAt = consignment['delivered-at'] ?? '';
  const record = {
    id: `delivery/${consignment['consignment-number']}`,
    code: consignment['company-code'],
    occurredAt: deliveredAt,
    path,
  };
  const signedBy = consignment['signed-by'];
  return canonicalFact(FACTS.proofOfDeliveryRecorded, record, names.companies, {
    trackingNumber: consignment['tracking-number'],
    shipment: consignment.reference,
    deliveredAt,
    ...(signedBy === null ? {} : { signedBy }),
  });
}

/** What a consignment of a statement says. */
export function factsOfConsignment(
  consignment: CarrierConsignment,
  names: CarrierNames,
  path: string,
): Facts {
  const facts = [arrangedFact(consignment, names, path)];
  if (consignment.status === 'delivered') facts.push(deliveredFact(consignment, names, path));
  return together(facts);
}

/**
 * What a pushed event says. `in-transit` proves that the booking exists, so a booking whose answer
 * was lost is known as soon as the van has left.
 */
export function factsOfEvent(body: unknown, names: CarrierNames): Facts {
  const read = readWire(event, body);
  if (!read.ok) return read;
  const { event: kind, consignment } = read.value;
  if (kind !== consignment.status) {
    const message = `the event is ${kind}, its consignment ${consignment.status}`;
    return err([{ path: '$.event', message }]);
  }
  const fact = kind === 'delivered' ? deliveredFact : arrangedFact;
  return together([fact(consignment, names, '$.consignment')]);
}

/** The booking that a command comes to. */
export function bookingOf(command: OutboundCommand, code: string): Record<string, unknown> {
  const content = command.content as z.output<(typeof COMMANDS)['arrangeTransport']['schema']>;
  return {
    reference: content.shipment,
    'company-code': code,
    'order-reference': content.salesOrder,
    'ship-from': content.site,
    'ship-to': {
      country: content.shipTo.country,
      'postal-code': content.shipTo.postalCode ?? null,
    },
    'goods-value': formatMoney(content.goodsValue),
    currency: content.goodsValue.currency,
  };
}

/** What the carrier was given as its reference: the shipment. */
export const referenceOf = (command: OutboundCommand): string =>
  (command.content as { readonly shipment: string }).shipment;
