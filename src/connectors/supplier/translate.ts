/** Pure translation between the suppliers' portal and canonical facts and commands. */
import type {
  CanonicalFact,
  InboundMessage,
  OutboundCommand,
  Translation,
} from '../../application/ports/connector.ts';
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatAmount } from '../../kernel/money.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { canonicalFact, readWire, together } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import * as wire from './wire.ts';

type Content<K extends keyof typeof COMMANDS> = ContentOfFact<(typeof COMMANDS)[K]>;

/** Everything that a claim states: the same facts from an answer, a webhook and a statement. */
export function factsOfClaim(
  claim: wire.PortalClaim,
  companies: CompanyCodes,
  path = '$',
): Result<readonly CanonicalFact[], readonly Fault[]> {
  // What was withdrawn states nothing any more; what it stated before stays.
  if (claim.withdrawn) return ok([]);
  const { claimNo, companyCode: code, currencyCode: currency, answer, collection, settlement } = claim;
  const record = (what: string, occurredAt: string) => ({
    id: `${code}/${claimNo}/${what}`, code, occurredAt, path,
  });
  const money = (amount: string) => ({ amount, currency });
  const facts = [
    canonicalFact(FACTS.supplierClaimFiled, record(`filed/${claim.revision}`, claim.filedAt), companies, {
      claim: claimNo,
      revision: claim.revision,
      of: claim.contentMark,
      supplierClaim: claim.portalNo,
      supplier: claim.supplierCode,
      amount: money(claim.amount),
    }),
  ];
  if (answer !== null) {
    const { number, verdict, amount, reason, answeredAt } = answer;
    facts.push(
      canonicalFact(FACTS.supplierClaimAnswered, record(`answer/${number}`, answeredAt), companies, {
        claim: claimNo, answer: number, verdict, amount: money(amount), reason,
      }),
    );
  }
  if (collection !== null && collection.collectedAt !== null) {
    const { collectionNo, siteCode, itemCode, lotNo, quantity, collectedAt } = collection;
    facts.push(
      canonicalFact(FACTS.supplierReturnCollected, record('collected', collectedAt), companies, {
        claim: claimNo, shipment: collectionNo, site: siteCode, item: itemCode,
        ...(lotNo === null ? {} : { lot: lotNo }), quantity, collectedAt,
      }),
    );
  }
  if (settlement !== null) {
    const { settlementNo, amount, settledAt } = settlement;
    facts.push(
      canonicalFact(FACTS.supplierClaimSettled, record(`settled/${settlementNo}`, settledAt), companies, {
        claim: claimNo, settlement: settlementNo, amount: money(amount), settledOn: settledAt.slice(0, 10),
      }),
    );
  }
  return together(facts);
}

/** Where the goods of a question were bought; of several deliveries of a lot the newest counts. */
export function factOfDeliveries(
  found: readonly { readonly [K in keyof Delivery]: Delivery[K] }[],
  command: OutboundCommand,
  code: string,
  occurredAt: string,
  companies: CompanyCodes,
): Result<CanonicalFact, readonly Fault[]> {
  const { claim, of } = command.content as Content<'tracePurchase'>;
  const [first] = found;
  const record = { id: `trace/${command.key}`, code, occurredAt, path: '$', causationId: command.key };
  return canonicalFact(FACTS.purchaseTraced, record, companies, {
    claim,
    generation: command.generation,
    of,
    ...(first === undefined
      ? {}
      : {
          purchase: {
            purchaseOrder: first.purchaseOrderNo,
            delivery: first.deliveryNo,
            supplier: first.supplierCode,
            deliveredOn: first.deliveredOn,
            unitCost: first.unitCost,
            currency: first.currencyCode,
          },
          ...(first.terms === null ? {} : { terms: first.terms }),
        }),
  });
}

type Delivery = (typeof wire.delivery)['_zod']['output'];

/** The body that a command comes to. */
export function bodyOf(command: OutboundCommand, companyCode: string): Record<string, unknown> {
  if (command.type === 'supplier-claim.file.v1') {
    const content = command.content as Content<'fileSupplierClaim'>;
    const { amountMinor, currency } = content.amount;
    return {
      companyCode,
      contentMark: content.of,
      supplierCode: content.supplier,
      purchaseOrderNo: content.purchaseOrder,
      deliveryNo: content.delivery,
      itemCode: content.item,
      lotNo: content.lot ?? null,
      quantity: formatQuantity(content.quantity),
      fault: content.grade,
      amount: formatAmount(amountMinor, currency),
      currencyCode: currency,
      goodsReturn: content.returnGoods,
      reference: content.reference,
    };
  }
  if (command.type === 'supplier-return.arrange.v1') {
    const { of, site, item, lot, quantity } = command.content as Content<'arrangeSupplierReturn'>;
    return {
      companyCode, contentMark: of, siteCode: site, itemCode: item, lotNo: lot ?? null,
      quantity: formatQuantity(quantity),
    };
  }
  const { of, amount } = command.content as Content<'acceptSupplierAnswer'>;
  return { companyCode, contentMark: of, amount: formatAmount(amount.amountMinor, amount.currency) };
}

/** Whether a claim shows that a command has had its effect. */
export function shows(claim: wire.PortalClaim, command: OutboundCommand): boolean {
  const { of } = command.content as { readonly of?: string };
  switch (command.type) {
    case 'supplier-claim.file.v1':
      return claim.contentMark === of && !claim.withdrawn;
    case 'supplier-claim.withdraw.v1':
      return claim.withdrawn;
    case 'supplier-return.arrange.v1':
      return claim.collection !== null;
    default:
      return claim.acceptance?.contentMark === of;
  }
}

/** Reads a webhook: the claim as it stands. */
export function translate(
  message: InboundMessage,
  { secret, entities }: { readonly secret: string; readonly entities: Readonly<Record<string, string>> },
): Translation {
  const scheme = { header: 'x-supplier-signature', encoding: 'hex', prefix: 'sha256=', secret } as const;
  if (!isSigned(message, scheme)) return { kind: 'rejected', reason: 'the signature is missing or wrong' };
  const messageId = headerOf(message, 'x-supplier-message-id') ?? null;
  const json = readJson(message);
  if (!json.ok) return { kind: 'faults', messageId, faults: [json.fault] };
  const read = readWire(wire.event, json.value);
  if (!read.ok) return { kind: 'faults', messageId, faults: read.error };
  if (messageId === null) {
    const fault = { path: 'x-supplier-message-id', message: 'is missing' };
    return { kind: 'faults', messageId, faults: [fault] };
  }
  const facts = factsOfClaim(read.value.claim, companyCodes(entities), '$.claim');
  return facts.ok
    ? { kind: 'facts', messageId, facts: facts.value }
    : { kind: 'faults', messageId, faults: facts.error };
}
