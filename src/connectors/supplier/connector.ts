import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { faultText, readWire } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { stated, statementPage } from '../statement-page.ts';
import { bodyOf, factOfDeliveries, factsOfClaim, shows, translate } from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 6, perSecond: 50, timeoutMs: 10_000 };
/** How long a request that its sender gave up on may still land. */
const SETTLE_AFTER_MS = 20_000;

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
  now(): Instant;
}

/**
 * The portal of the suppliers. A claim is PUT under our own number, so the number is the key: saying it
 * again changes nothing.
 */
export function supplierConnector(options: SystemLink): Connector {
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Bearer ${options.secret}` });
  let clock: Pick<Clock, 'now'> = { now: () => Date.now() as Instant };
  const link: Link = { client, companies: companyCodes(options.entities), now: () => clock.now() };
  return {
    system: options.system,
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    numberFrom: (_numbers, given) => void (clock = given),
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: (message) => translate(message, options),
    statement: (window, signal) => statement(link, window, signal),
  };
}

const TRACE = 'purchase.trace.v1';

/** Method and path of each command that writes. */
const WRITES: Readonly<Record<string, readonly [method: 'PUT' | 'DELETE', rest: string]>> = {
  'supplier-claim.file.v1': ['PUT', ''],
  'supplier-claim.withdraw.v1': ['DELETE', ''],
  'supplier-return.arrange.v1': ['PUT', '/collection'],
  'supplier-claim.accept.v1': ['PUT', '/acceptance'],
};

const claimPath = (command: OutboundCommand, code: string, rest = ''): string => {
  const { claim } = command.content as { readonly claim: string };
  return `/portal/v1/claims/${encodeURIComponent(claim)}${rest}?companyCode=${encodeURIComponent(code)}`;
};

async function execute(link: Link, command: OutboundCommand, signal: AbortSignal): Promise<ExecutionResult> {
  const code = link.companies.codeOf(command.entity);
  const write = WRITES[command.type];
  if (code === null || (write === undefined && command.type !== TRACE)) {
    const reason = code === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  if (write === undefined) return trace(link, command, code, signal);
  const [method, rest] = write;
  const outcome = await link.client.request({
    method,
    path: claimPath(command, code, rest),
    ...(method === 'DELETE' ? {} : { body: bodyOf(command, code) }),
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status === 422) {
    const refusal = readWire(wire.refusal, outcome.body);
    if (!refusal.ok) return { kind: 'in-doubt', reason: faultText(refusal.error) };
    const { code: why, message } = refusal.value.error;
    return { kind: 'refused', code: why, reason: message, facts: [] };
  }
  if (outcome.status !== 200 && outcome.status !== 201) return malformed(outcome);
  // What it holds now, and not what it just said.
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: seen.facts };
  const reason = seen.kind === 'unknown' ? seen.reason : 'it does not show what it took';
  return { kind: 'in-doubt', reason };
}

/** A question changes nothing over there: asked again it is only answered again. */
async function trace(
  link: Link,
  command: OutboundCommand,
  code: string,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const { item, lot } = command.content as { readonly item: string; readonly lot?: string };
  const query = new URLSearchParams({
    companyCode: code, itemCode: item, ...(lot === undefined ? {} : { lotNo: lot }),
  });
  const path = `/portal/v1/deliveries?${query.toString()}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer' || outcome.status !== 200) {
    return outcome.kind === 'answer' ? malformed(outcome) : { kind: 'in-doubt', reason: outcome.reason };
  }
  const read = readWire(wire.deliveries, outcome.body);
  if (!read.ok) return { kind: 'failed', fault: 'malformed', reason: faultText(read.error) };
  const at = formatInstant(link.now());
  const fact = factOfDeliveries(read.value.deliveries, command, code, at, link.companies);
  if (!fact.ok) return { kind: 'failed', fault: 'malformed', reason: faultText(fact.error) };
  return { kind: 'done', facts: [fact.value] };
}

/** Whether the claim, as it stands there, shows what the command asked for. */
async function probe(link: Link, command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> {
  const code = link.companies.codeOf(command.entity);
  if (command.type === TRACE || code === null) return { kind: 'absent' };
  const path = claimPath(command, code);
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind === 'answer' && outcome.status === 404) return { kind: 'absent' };
  const claim = readWire(wire.claim, outcome.kind === 'answer' ? outcome.body : undefined);
  if (!claim.ok) return { kind: 'unknown', reason: faultText(claim.error) };
  if (!shows(claim.value, command)) return { kind: 'absent' };
  const facts = factsOfClaim(claim.value, link.companies);
  if (!facts.ok) return { kind: 'unknown', reason: faultText(facts.error) };
  return { kind: 'applied', facts: facts.value };
}

/**
 * Claims that changed in the window, each as it stands.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `changedFrom=${formatInstant(window.from)}&changedTo=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let skip: number | null = 0; skip !== null; ) {
    const path: string = `/portal/v1/claims?${query}&skip=${skip}`;
    const page = await statementPage(link.client, path, wire.page, signal);
    for (const [at, claim] of page.claims.entries()) {
      facts.push(...stated(factsOfClaim(claim, link.companies, `$.claims[${at}]`)));
    }
    skip = page.nextSkip;
  }
  return facts;
}
