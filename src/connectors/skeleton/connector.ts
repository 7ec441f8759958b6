import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { faultText, readWire } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import type { ConnectorOptions } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure } from '../http.ts';
import { stated, statementPage } from '../statement-page.ts';
import type { HttpAnswer, HttpClient } from '../http.ts';
import { bodyOf, factOfOrder, isKnown, translate, type Release } from './translate.ts';
import * as wire from './wire.ts';

/** What skeleton allows us; the configuration may set less. */
const BUDGET: ConnectorBudget = { concurrency: 4, perSecond: 20, timeoutMs: 15_000 };
/** How long skeleton may still work on a request that we gave up on. */
const SETTLE_AFTER_MS = 20_000;

/** skeleton over REST: orders set by reference, an idempotency key, signed events. */
export function skeletonConnector(options: ConnectorOptions): Connector {
  const { secret, system } = options;
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Bearer ${secret}` });
  const companies = companyCodes(options.entities);
  const link: Link = { client, companies };
  return {
    system,
    // Say true only if the system itself promises to apply a key once.
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: (message) => translate(message, secret, companies),
    statement: (window, signal) => statement(link, window, signal),
  };
}

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
}

const pathOf = (command: OutboundCommand): string =>
  `/orders/${encodeURIComponent((command.content as Release).shippingOrder)}`;

/** Tells skeleton what to do, then reads back what it holds: only that is done. */
async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const company = link.companies.codeOf(command.entity);
  if (company === null || !isKnown(command)) {
    const reason = company === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const outcome = await link.client.request({
    method: 'PUT',
    path: pathOf(command),
    headers: { 'idempotency-key': command.key },
    body: bodyOf(command, company),
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status === 422) return refusedBy(outcome);
  if (outcome.status !== 200) return malformed(outcome);
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: seen.facts };
  const reason = seen.kind === 'unknown' ? seen.reason : `it is ${seen.kind}`;
  return { kind: 'in-doubt', reason: `read back: ${reason}` };
}

function refusedBy(answer: HttpAnswer): ExecutionResult {
  const refusal = readWire(wire.refusal, answer.body);
  if (!refusal.ok) return malformed(answer);
  const { code, message } = refusal.value;
  return { kind: 'refused', code, reason: message, facts: [] };
}

/** Asks for the order: the command took effect when the latest mark is its own. */
async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  if (!isKnown(command)) return { kind: 'unknown', reason: `no ${command.type} here` };
  const outcome = await link.client.request({ method: 'GET', path: pathOf(command), command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  if (outcome.status === 404) return { kind: 'absent' };
  const order = readWire(wire.order, outcome.body);
  if (!order.ok) return { kind: 'unknown', reason: faultText(order.error) };
  if (order.value.marks.at(-1) !== (command.content as Release).of) return { kind: 'absent' };
  const fact = factOfOrder(order.value, link.companies);
  if (!fact.ok) return { kind: 'unknown', reason: faultText(fact.error) };
  return { kind: 'applied', facts: [fact.value] };
}

/**
 * Orders that changed in the window.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `from=${formatInstant(window.from)}&to=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const path: string = `/orders?${query}&after=${encodeURIComponent(after)}`;
    const page = await statementPage(link.client, path, wire.orders, signal);
    for (const [at, order] of page.orders.entries()) {
      facts.push(stated(factOfOrder(order, link.companies, `$.orders[${at}]`)));
    }
    after = page.next;
  }
  return facts;
}
