/** The web shop: its orders come in by webhook, its customers see what we publish. */
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
import { publishOrderStatus } from '../../canonical/commands.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { statementPage } from '../statement-page.ts';
import { orderInventory } from './inventory.ts';
import { isUpdate, shopMasters } from './masters.ts';
import { factsOfOrder, translate, type TranslateOptions } from './translate.ts';
import { orderAnswer, ordersPage, type ShopOrder } from './wire.ts';

type Status = ContentOfFact<typeof publishOrderStatus>;

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 40, timeoutMs: 10_000 };
/** The shop does not know idempotency keys; its gateway gives up on a request after 20 s. */
const SETTLE_AFTER_MS = 20_000;
const PAGE_SIZE = 200;

/** Opens the connector of a shop. */
export function shopConnector(options: SystemLink): Connector {
  const { budget, client } = budgetedClient(options, BUDGET, { 'x-shop-access-token': options.secret });
  const { system, secret, entities } = options;
  const reading: TranslateOptions = { system, secret, entities };
  const masters = shopMasters(client, reading);
  return {
    system,
    proof: { honoursKey: false, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) =>
      isUpdate(command) ? masters.execute(command, signal) : execute(client, command, signal),
    probe: (command, signal) =>
      isUpdate(command) ? masters.probe(command, signal) : probe(client, command, signal),
    translate: (message) => translate(message, reading),
    statement: async (window, signal) => [
      ...(await statement(client, reading, window, signal)),
      ...(await masters.statement(window, signal)),
    ],
    inventories: [orderInventory(client, reading.entities)],
  };
}

async function execute(
  client: HttpClient,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  if (command.type !== publishOrderStatus.type) {
    return { kind: 'failed', fault: 'malformed', reason: `the shop cannot ${command.type}` };
  }
  const status = command.content as Status;
  const outcome = await client.request({
    method: 'PUT',
    path: `/admin/orders/${encodeURIComponent(status.salesOrder)}/fulfillment_status.json`,
    body: { fulfillment_status: wireStatusOf(status) },
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') throw new TypeError('only an answer gets here');
  if (outcome.status === 404) {
    return { kind: 'refused', code: 'unknown-order', reason: UNKNOWN_ORDER, facts: [] };
  }
  if (outcome.status !== 200) return malformed(outcome);
  const proof = await probe(client, command, signal);
  if (proof.kind === 'applied') return { kind: 'done', facts: [] };
  const reason = proof.kind === 'unknown' ? proof.reason : 'the shop shows another status';
  return { kind: 'in-doubt', reason: `read back: ${reason}` };
}

const UNKNOWN_ORDER = 'The shop has no such order.';

/** The shop has no keys: a status is applied when the order shows it. */
async function probe(
  client: HttpClient,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const status = command.content as Status;
  const outcome = await client.request({
    method: 'GET',
    path: `/admin/orders/${encodeURIComponent(status.salesOrder)}.json`,
    command,
    signal,
  });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') throw new TypeError('only an answer gets here');
  if (outcome.status === 404) return { kind: 'absent' };
  const parsed = orderAnswer.safeParse(outcome.body);
  if (!parsed.success) return { kind: 'unknown', reason: 'the order cannot be read' };
  const shown = parsed.data.order.fulfillment_status;
  const isShown = shown !== null && sameStatus(shown, status);
  return isShown ? { kind: 'applied', facts: [] } : { kind: 'absent' };
}

function wireStatusOf(status: Status): unknown {
  return {
    state: status.lifecycle,
    lines: status.lines.map(({ line, ordered, shipped }) => ({
      position: line,
      ordered: formatQuantity(ordered),
      shipped: formatQuantity(shipped),
    })),
  };
}

function sameStatus(shown: NonNullable<ShopOrder['fulfillment_status']>, status: Status): boolean {
  if (shown.state !== status.lifecycle || shown.lines.length !== status.lines.length) return false;
  return status.lines.every(({ line, ordered, shipped }, index) => {
    const other = shown.lines[index]!;
    return other.position === line && other.ordered === ordered && other.shipped === shipped;
  });
}

/**
 * Orders that changed in the window, with the same fact ids as their webhooks.
 * @throws Error when a page cannot be had or read: half a statement is none.
 */
async function statement(
  client: HttpClient,
  reading: TranslateOptions,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const facts: CanonicalFact[] = [];
  let pageInfo: string | null = null;
  do {
    const query = new URLSearchParams({
      updated_at_min: formatInstant(window.from),
      updated_at_max: formatInstant(window.to),
      limit: String(PAGE_SIZE),
      ...(pageInfo === null ? {} : { page_info: pageInfo }),
    });
    const path = `/admin/orders.json?${query.toString()}`;
    const page = await statementPage(client, path, ordersPage, signal);
    for (const order of page.orders) {
      const read = factsOfOrder(order, reading.entities);
      if (read.ok) facts.push(...read.value);
    }
    pageInfo = page.next_page_info;
  } while (pageInfo !== null);
  return facts;
}
