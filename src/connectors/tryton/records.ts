/**
 * Customers and items as Tryton holds them. A record is spread over several rows, and a change of
 * one of them leaves the stamps of the others alone: its version is the latest stamp of them all.
 */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Exchange } from './exchange.ts';
import { factOf } from './facts.ts';
import {
  addressRow,
  changedAt,
  contactRow,
  countryRow,
  identifierRow,
  partyRecordRow,
  productIdentifierRow,
  productRecordRow,
  templateRow,
  unitRow,
  type Changed,
} from './rows.ts';

/** Kinds of identifiers of a product that are a GTIN. */
const GTIN = /^(ean|ean8|ean13|ean14|gtin|upc)$/;

/** Seconds since 1970 of the latest change: Tryton's own stamps are no finer. */
const versionOf = (rows: readonly Changed[]): number =>
  Math.max(...rows.map((row) => Math.floor(Date.parse(changedAt(row)) / 1_000)));

/** A second may bring another change under the same version, so it is told when it is over. */
const isOver = (version: number): boolean => version < Math.floor(Date.now() / 1_000);

const momentOf = (version: number): string => new Date(version * 1_000).toISOString();

/** As a fact may carry them: on one line, and without the members that Tryton leaves empty. */
const filled = (members: Readonly<Record<string, string | null | undefined>>): object =>
  Object.fromEntries(
    Object.entries(members)
      .map(([name, value]) => [name, value?.replaceAll(/\p{C}+/gu, ' ').trim()])
      .filter(([, value]) => value !== undefined && value !== ''),
  );

/** `changed`, said of this row or of one that belongs to it. */
const changedIn = (changed: readonly unknown[], parts: readonly string[]): unknown[] => [
  'OR',
  changed,
  ...parts.map((part) => prefixed(changed, part)),
];

function prefixed(clause: unknown, part: string): unknown {
  if (!Array.isArray(clause)) return clause;
  const [field, ...rest] = clause as unknown[];
  if (typeof field === 'string' && field !== 'OR') return [`${part}.${field}`, ...rest];
  return clause.map((inner) => prefixed(inner, part));
}

/** Every party with a code, but the company itself, of which a part changed. */
export async function factsOfParties(
  exchange: Exchange,
  changed: readonly unknown[],
): Promise<CanonicalFact[]> {
  const parts = ['addresses', 'identifiers', 'contact_mechanisms'];
  const domain = [
    ['code', '!=', null],
    ['name', '!=', exchange.settings.company],
    changedIn(changed, parts),
  ];
  const parties = await exchange.find('party.party', domain, partyRecordRow);
  if (parties.length === 0) return [];
  const ids = parties.map(({ id }) => id);
  const ofThem = [['party', 'in', ids]];
  const addresses = await exchange.find('party.address', ofThem, addressRow);
  const identifiers = await exchange.find('party.identifier', ofThem, identifierRow);
  const contacts = await exchange.find('party.contact_mechanism', ofThem, contactRow);
  const countries = await countryCodes(exchange, addresses);
  return parties.flatMap((party) => {
    const own = <R extends { party: number }>(rows: readonly R[]): R[] =>
      rows.filter((row) => row.party === party.id);
    const [address] = own(addresses);
    const tax = identifiers.find(({ id }) => id === party.tax_identifier);
    const version = versionOf([party, ...own(addresses), ...own(identifiers), ...own(contacts)]);
    if (!isOver(version)) return [];
    const ours = exchange.link.codes.meaning('customer', party.code) ?? party.code;
    const said = { id: `party/${party.id}/${version}`, occurredAt: momentOf(version) };
    return factOf(exchange, FACTS.customerStated, said, {
      customer: ours,
      system: exchange.link.system,
      number: party.code,
      version,
      ...filled({
        name: party.name,
        street: address?.street?.trim().replaceAll(/\s*\n\s*/g, ', '),
        city: address?.city,
        postalCode: address?.postal_code,
        country: countries.get(address?.country ?? 0),
        taxId: tax?.code,
        email: party.email,
      }),
    });
  });
}

async function countryCodes(
  exchange: Exchange,
  addresses: readonly { readonly country: number | null }[],
): Promise<ReadonlyMap<number, string | null>> {
  const ids = [...new Set(addresses.flatMap(({ country }) => country ?? []))];
  if (ids.length === 0) return new Map();
  const found = await exchange.find('country.country', [['id', 'in', ids]], countryRow);
  return new Map(found.map(({ id, code }) => [id, code]));
}

/** Every product with a code of which a part changed. */
export async function factsOfProducts(
  exchange: Exchange,
  changed: readonly unknown[],
): Promise<CanonicalFact[]> {
  const domain = [['code', '!=', null], changedIn(changed, ['template', 'identifiers'])];
  const products = await exchange.find('product.product', domain, productRecordRow);
  if (products.length === 0) return [];
  const ids = products.map(({ id }) => id);
  const templates = await exchange.find(
    'product.template',
    [['id', 'in', [...new Set(products.map(({ template }) => template))]]],
    templateRow,
  );
  const identifiers = await exchange.find(
    'product.identifier',
    [['product', 'in', ids]],
    productIdentifierRow,
  );
  const units = await exchange.find('product.uom', [], unitRow);
  return products.flatMap((product) => {
    const own = identifiers.filter(({ product: id }) => id === product.id);
    const version = versionOf([
      product,
      ...own,
      ...templates.filter(({ id }) => id === product.template),
    ]);
    if (!isOver(version)) return [];
    const said = { id: `product/${product.id}/${version}`, occurredAt: momentOf(version) };
    return factOf(exchange, FACTS.itemStated, said, {
      item: exchange.link.codes.meaning('item', product.code) ?? product.code,
      system: exchange.link.system,
      number: product.code,
      version,
      ...filled({
        name: product.name,
        gtin: own.find(({ type }) => GTIN.test(type ?? ''))?.code,
        baseUnit: units.find(({ id }) => id === product.default_uom)?.symbol,
      }),
    });
  });
}
