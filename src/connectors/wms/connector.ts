/** The warehouse system: told what to ship, it says what it picked, shipped and moved. */
import { postAdjustment } from '../../canonical/stock-commands.ts';
import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import type { ContentOfFact } from '../../canonical/catalogue.ts';
import { allocateInventory, releaseShippingOrder } from '../../canonical/commands.ts';
import { setLotStatus } from '../../canonical/lot-commands.ts';
import { returnExchange, type Exchange } from './returns.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { adjustmentExchange } from './counts.ts';
import { lotStatusExchange } from './lots.ts';
import type { SystemLink } from '../connector-kind.ts';
import {
  budgetedClient,
  malformed,
  probeFailure,
  writeFailure,
  type HttpAnswer,
  type HttpClient,
} from '../http.ts';
import { statementPage } from '../statement-page.ts';
import { shippingOrderInventory, stockInventory } from './inventory.ts';
import { factsOfEvent, factsOfOutbound, factsOfReservation, translate } from './translate.ts';
import { eventsPage, outbound, refusal, reservation } from './wire.ts';

type Release = ContentOfFact<typeof releaseShippingOrder>;
type SetLot = ContentOfFact<typeof setLotStatus>;
type Adjust = ContentOfFact<typeof postAdjustment>;
type Allocate = ContentOfFact<typeof allocateInventory>;

const BUDGET: ConnectorBudget = { concurrency: 16, perSecond: 100, timeoutMs: 10_000 };
/** The warehouse knows no keys; its gateway gives up on a request after 20 s. */
const SETTLE_AFTER_MS = 20_000;
const PAGE_SIZE = 500;

interface Wms {
  readonly client: HttpClient;
  readonly secret: string;
  readonly entities: Readonly<Record<string, string>>;
  /** Company code by entity. */
  readonly codes: ReadonlyMap<string, string>;
}

/** Opens the connector of a warehouse system. */
export function wmsConnector(options: SystemLink): Connector {
  const { secret, entities } = options;
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Bearer ${secret}` });
  const wms: Wms = {
    client,
    secret,
    entities,
    codes: new Map(Object.entries(entities).map(([code, entity]) => [entity, code])),
  };
  return {
    system: options.system,
    proof: { honoursKey: false, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(wms, command, signal),
    probe: (command, signal) => probe(wms, command, signal),
    translate: (message) => translate(message, wms),
    statement: (window, signal) => statement(wms, window, signal),
    inventories: [shippingOrderInventory(wms), stockInventory(wms)],
  };
}

async function execute(
  wms: Wms,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const exchange = exchangeOf(wms, command);
  if (typeof exchange === 'string') {
    return { kind: 'failed', fault: 'malformed', reason: exchange };
  }
  const { path, body } = exchange;
  const outcome = await wms.client.request({ method: 'PUT', path, body, command, signal });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') throw new TypeError('only an answer gets here');
  if (outcome.status === 422) return refusedBy(outcome);
  if (outcome.status !== 200) return malformed(outcome);
  return fromRecord(await readBack(wms, exchange, command, signal));
}

async function probe(
  wms: Wms,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const exchange = exchangeOf(wms, command);
  if (typeof exchange === 'string') return { kind: 'unknown', reason: exchange };
  return readBack(wms, exchange, command, signal);
}

/** Reads the record that a command changes, and what it says of this command. */
async function readBack(
  wms: Wms,
  exchange: Exchange,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { path } = exchange;
  const outcome = await wms.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') throw new TypeError('only an answer gets here');
  if (outcome.status === 404) return { kind: 'absent' };
  return exchange.read(outcome.body) ?? { kind: 'unknown', reason: 'the record cannot be read' };
}

/** What was read back decides; a record that does not show the command leaves doubt. */
function fromRecord(read: ProbeResult): ExecutionResult {
  switch (read.kind) {
    case 'applied':
      return { kind: 'done', facts: read.facts };
    case 'refused':
      return read;
    case 'absent':
      return { kind: 'in-doubt', reason: 'read back: the record shows another instruction' };
    case 'unknown':
      return { kind: 'in-doubt', reason: `read back: ${read.reason}` };
  }
}

function refusedBy(answer: HttpAnswer): ExecutionResult {
  const parsed = refusal.safeParse(answer.body);
  if (!parsed.success) return malformed(answer);
  const code = parsed.data.errorCode.toLowerCase().replaceAll('_', '-');
  return { kind: 'refused', code, reason: parsed.data.message, facts: [] };
}

/** The exchange of a command, or why there is none. */
function exchangeOf(wms: Wms, command: OutboundCommand): Exchange | string {
  const company = wms.codes.get(command.entity);
  if (company === undefined) return `no company code for entity "${command.entity}"`;
  if (command.type === releaseShippingOrder.type) {
    return releaseExchange(command.content as Release, company, command.entity);
  }
  if (command.type === postAdjustment.type) {
    return adjustmentExchange(command.content as Adjust, company, command.entity);
  }
  if (command.type === allocateInventory.type) {
    return allocationExchange(command.content as Allocate, company, command.entity);
  }
  if (command.type === setLotStatus.type) return lotStatusExchange(command.content as SetLot, company);
  const exchange = returnExchange(command, company);
  if (exchange !== null) return exchange;
  return `the warehouse system cannot ${command.type}`;
}

function releaseExchange(content: Release, companyCode: string, entity: string): Exchange {
  return {
    path: `/wms/v2/outbound/${encodeURIComponent(content.shippingOrder)}`,
    body: {
      companyCode,
      site: content.site,
      salesOrderNo: content.salesOrder,
      instruction: content.of,
      requestedShipDate: content.requestedShipDate ?? null,
      shipTo: {
        countryCode: content.shipTo.country,
        postalCode: content.shipTo.postalCode ?? null,
      },
      lines: content.lines.map(({ line, item, quantity, lots }) => ({
        lineNo: line,
        itemNo: item,
        totalQty: formatQuantity(quantity),
        ...(lots === undefined
          ? {}
          : { lots: lots.map(({ lot, quantity: of }) => ({ lotNo: lot, quantity: formatQuantity(of) })) }),
      })),
    },
    read(record) {
      const parsed = outbound.safeParse(record);
      if (!parsed.success) return null;
      const { instruction, result } = parsed.data.lastInstruction;
      if (instruction !== content.of) return { kind: 'absent' };
      const facts = factsOfOutbound(parsed.data, entity);
      if (result !== '09') return { kind: 'applied', facts };
      return { kind: 'refused', code: 'too-late', reason: 'The goods are already picked.', facts };
    },
  };
}

function allocationExchange(content: Allocate, companyCode: string, entity: string): Exchange {
  return {
    path: `/wms/v2/reservations/${encodeURIComponent(content.salesOrder)}`,
    body: {
      companyCode,
      instruction: content.of,
      orderedAt: formatInstant(content.orderedAt),
      partial: content.partial,
      lines: content.lines.map(({ line, item, quantity, alternatives }) => ({
        lineNo: line,
        itemNo: item,
        wantedQty: formatQuantity(quantity),
        alternatives,
      })),
    },
    read(record) {
      const parsed = reservation.safeParse(record);
      if (!parsed.success) return null;
      if (parsed.data.instruction !== content.of) return { kind: 'absent' };
      return { kind: 'applied', facts: factsOfReservation(parsed.data, entity) };
    },
  };
}

/**
 * Events that were logged in the window, with the same fact ids as when they were pushed. An event
 * that cannot be read is left out: it does not hide the others, and is quarantined when pushed.
 * @throws Error when a page cannot be had: half a statement is none.
 */
async function statement(
  wms: Wms,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const facts: CanonicalFact[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const query = new URLSearchParams({
      from: formatInstant(window.from),
      to: formatInstant(window.to),
      after: String(after),
      limit: String(PAGE_SIZE),
    });
    const path = `/wms/v2/events?${query.toString()}`;
    const page = await statementPage(wms.client, path, eventsPage, signal);
    for (const event of page.events) {
      const read = factsOfEvent(event, wms.entities);
      if (read.ok) facts.push(...read.value);
    }
    after = page.nextAfter;
  }
  return facts;
}
