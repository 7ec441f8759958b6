/** Pure translation of what the ERP holds of customers and items, and is told to hold. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import type { Result } from '../../kernel/result.ts';
import { canonicalFact } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { membersOf, theirMembersOf } from '../master-members.ts';
import type { Head } from './credit-translate.ts';
import type { ErpCall } from './translate.ts';
import type { ErpDocument } from './wire.ts';

const CUSTOMER = {
  name: 'name', street: 'street', city: 'city', postalCode: 'postal_code', country: 'country',
  taxId: 'tax_id', email: 'email',
} as const;

const ITEM = {
  name: 'name', gtin: 'gtin', baseUnit: 'base_unit', manufacturer: 'manufacturer',
  manufacturerNumber: 'manufacturer_number',
} as const;

export type ErpMasterDocument = Extract<ErpDocument, { kind: 'customer' | 'item' }>;

export const isMaster = (document: ErpDocument): document is ErpMasterDocument =>
  document.kind === 'customer' || document.kind === 'item';

/** What the ERP, which we call `system`, holds of a record. */
export function factOfMaster(
  { kind, document }: ErpMasterDocument,
  system: string,
  companies: CompanyCodes,
  path: string,
): Result<CanonicalFact, readonly Fault[]> {
  const { code, number, version, content_mark: mark, reference } = document;
  const head = {
    id: `${kind}/${code}/${number}/${version}`,
    code,
    occurredAt: document.changed_at,
    path,
    ...(reference === null ? {} : { causationId: reference }),
  };
  const held = { system, number, version, ...(mark === null ? {} : { of: mark }) };
  return kind === 'customer'
    ? canonicalFact(FACTS.customerStated, head, companies, {
        customer: number, ...held, ...membersOf(CUSTOMER, document),
      })
    : canonicalFact(FACTS.itemStated, head, companies, {
        item: number, ...held, ...membersOf(ITEM, document),
      });
}

/** The call that an update comes to, or `null` for any other command. */
export function masterCallOf({ type, content }: OutboundCommand, head: Head): ErpCall | null {
  if (type === COMMANDS.updateCustomer.type) {
    const { customer, number, of, fields } = content as ContentOfFact<typeof COMMANDS.updateCustomer>;
    const params = { ...head, number: number ?? customer, content_mark: of };
    return { method: 'customer.save', params: { ...params, ...theirMembersOf(CUSTOMER, fields) } };
  }
  if (type !== COMMANDS.updateItem.type) return null;
  const { item, number, of, fields } = content as ContentOfFact<typeof COMMANDS.updateItem>;
  const params = { ...head, number: number ?? item, content_mark: of };
  return { method: 'item.save', params: { ...params, ...theirMembersOf(ITEM, fields) } };
}
