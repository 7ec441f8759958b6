/** Customers and products of the shop: what it holds of them, and what it is told to hold. */
import type {
  CanonicalFact,
  Connector,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { canonicalFact, faultText, readWire } from '../canonical-fact.ts';
import { companyCodes } from '../company-codes.ts';
import { malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { membersOf, theirMembersOf } from '../master-members.ts';
import { customer, customersPage, product, productsPage } from './wire.ts';

const CUSTOMER = {
  name: 'display_name', street: 'address1', city: 'city', postalCode: 'zip', country: 'country_code',
  taxId: 'vat_number', email: 'email',
} as const;

const ITEM = {
  name: 'title', gtin: 'barcode', manufacturer: 'vendor', manufacturerNumber: 'vendor_sku',
} as const;

type Kind = 'customer' | 'item';

/** What a record is read with. */
export interface MasterReading {
  /** What we call the shop. */
  readonly system: string;
  readonly entities: Readonly<Record<string, string>>;
}

/** What the shop holds of a customer or a product. */
export function factOfMaster(
  kind: Kind,
  body: unknown,
  { system, entities }: MasterReading,
): Result<CanonicalFact, readonly Fault[]> {
  const companies = companyCodes(entities);
  if (kind === 'customer') {
    const read = readWire(customer, body);
    if (!read.ok) return read;
    const { code: number, ...rest } = read.value;
    return canonicalFact(FACTS.customerStated, headOf(kind, number, rest), companies, {
      customer: number, ...heldBy(system, number, rest), ...membersOf(CUSTOMER, rest),
    });
  }
  const read = readWire(product, body);
  if (!read.ok) return read;
  const { sku: number, ...rest } = read.value;
  return canonicalFact(FACTS.itemStated, headOf(kind, number, rest), companies, {
    item: number, ...heldBy(system, number, rest), ...membersOf(ITEM, rest),
  });
}

interface Master {
  readonly company_code: string;
  readonly revision: number;
  readonly client_mark: string | null;
  readonly updated_at: string;
}

const headOf = (kind: Kind, number: string, { company_code: code, revision, updated_at }: Master) => ({
  id: `${kind}/${code}/${number}/${revision}`,
  code,
  occurredAt: updated_at,
  path: '$',
});

const heldBy = (system: string, number: string, { revision, client_mark: mark }: Master) => ({
  system, number, version: revision, ...(mark === null ? {} : { of: mark }),
});

/** Whether a command is about a master record. */
export const isUpdate = ({ type }: OutboundCommand): boolean =>
  type === COMMANDS.updateCustomer.type || type === COMMANDS.updateItem.type;

/** What a command wants of which record. */
function wishOf({ type, content }: OutboundCommand) {
  if (type === COMMANDS.updateCustomer.type) {
    const update = content as ContentOfFact<typeof COMMANDS.updateCustomer>;
    const number = update.number ?? update.customer;
    return { ...update, kind: 'customer', plural: 'customers', number, names: CUSTOMER } as const;
  }
  const update = content as ContentOfFact<typeof COMMANDS.updateItem>;
  const number = update.number ?? update.item;
  return { ...update, kind: 'item', plural: 'products', number, names: ITEM } as const;
}

const PAGE_SIZE = 200;

type Masters = Pick<Connector, 'execute' | 'probe' | 'statement'>;

/** The shop's side of master records. */
export function shopMasters(client: HttpClient, reading: MasterReading): Masters {
  const companies = companyCodes(reading.entities);
  const pathOf = (command: OutboundCommand): string => {
    const { plural, number } = wishOf(command);
    const company = companies.codeOf(command.entity) ?? '';
    return `/admin/${plural}/${encodeURIComponent(company)}/${encodeURIComponent(number)}.json`;
  };

  const execute = async (command: OutboundCommand, signal: AbortSignal): Promise<ExecutionResult> => {
    if (companies.codeOf(command.entity) === null) {
      return { kind: 'failed', fault: 'malformed', reason: `no company for ${command.entity}` };
    }
    const { of, fields, names } = wishOf(command);
    const body = { client_mark: of, ...theirMembersOf(names, fields) };
    const outcome = await client.request({ method: 'PUT', path: pathOf(command), body, command, signal });
    const failure = writeFailure(outcome);
    if (failure !== null) return failure;
    if (outcome.kind === 'answer' && outcome.status !== 200) return malformed(outcome);
    const proof = await probe(command, signal);
    if (proof.kind === 'applied') return { kind: 'done', facts: proof.facts };
    const reason = proof.kind === 'unknown' ? proof.reason : 'the shop shows other values';
    return { kind: 'in-doubt', reason: `read back: ${reason}` };
  };

  /** The shop has no keys: an update is applied when the record shows its values. */
  const probe = async (command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> => {
    const outcome = await client.request({ method: 'GET', path: pathOf(command), command, signal });
    const failure = probeFailure(outcome);
    if (failure !== null) return failure;
    if (outcome.kind !== 'answer' || outcome.status === 404) return { kind: 'absent' };
    const { kind, fields, names } = wishOf(command);
    const fact = factOfMaster(kind, outcome.body, reading);
    if (!fact.ok) return { kind: 'unknown', reason: faultText(fact.error) };
    const shown = outcome.body as Readonly<Record<string, unknown>>;
    const told = Object.entries(theirMembersOf(names, fields));
    const isShown = told.every(([member, value]) => shown[member] === value);
    return isShown ? { kind: 'applied', facts: [fact.value] } : { kind: 'absent' };
  };

  /** @throws Error when a page cannot be had or read: half a statement is none. */
  const statement: Masters['statement'] = async ({ from, to }, signal) => {
    const facts: CanonicalFact[] = [];
    for (const kind of ['customer', 'item'] as const) {
      for (let pageInfo: string | null = '0'; pageInfo !== null; ) {
        const query = new URLSearchParams({
          updated_at_min: formatInstant(from),
          updated_at_max: formatInstant(to),
          limit: String(PAGE_SIZE),
          page_info: pageInfo,
        });
        const path = `/admin/${kind === 'customer' ? 'customers' : 'products'}.json?${query.toString()}`;
        const outcome = await client.request({ method: 'GET', path, signal });
        const page = pageOf(kind, outcome.kind === 'answer' && outcome.status === 200 ? outcome.body : null);
        if (!page.ok) throw new Error(`no statement: ${faultText(page.error)}`);
        for (const record of page.value.records) {
          const fact = factOfMaster(kind, record, reading);
          if (fact.ok) facts.push(fact.value);
        }
        pageInfo = page.value.next;
      }
    }
    return facts;
  };

  return { execute, probe, statement };
}

interface Page {
  readonly records: readonly unknown[];
  readonly next: string | null;
}

function pageOf(kind: Kind, body: unknown): Result<Page, readonly Fault[]> {
  if (body === null) return err([{ path: '$', message: 'no page of records' }]);
  if (kind === 'customer') {
    const page = readWire(customersPage, body);
    return page.ok ? ok({ records: page.value.customers, next: page.value.next_page_info }) : page;
  }
  const page = readWire(productsPage, body);
  return page.ok ? ok({ records: page.value.products, next: page.value.next_page_info }) : page;
}
