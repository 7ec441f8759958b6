import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  InboundMessage,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
  Translation,
} from '../../application/ports/connector.ts';
import { COMMANDS } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { faultText, readWire, together } from '../canonical-fact.ts';
import { companyCodes } from '../company-codes.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { stated, statementPage } from '../statement-page.ts';
import { headerOf, isSigned, readJson } from '../signed-message.ts';
import {
  arrangedFact,
  bookingOf,
  factsOfConsignment,
  factsOfEvent,
  referenceOf,
  type CarrierNames,
} from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 40, timeoutMs: 15_000 };
/** How long the carrier may still act on a request that its sender gave up on. */
const SETTLE_AFTER_MS = 20_000;

/**
 * The carrier over REST. It honours no key: a booking sent twice is two consignments, so whatever
 * is in doubt is looked up by the shipment's number, and "absent" counts only after a while.
 */
export function carrierConnector(options: SystemLink): Connector {
  const { budget, client } = budgetedClient(options, BUDGET, { 'x-api-key': options.secret });
  const names = { carrier: options.system, companies: companyCodes(options.entities) };
  const link: Link = { client, names };
  return {
    system: options.system,
    proof: { honoursKey: false, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: (message) => translate(message, options.secret, names),
    statement: (window, signal) => statement(link, window, signal),
  };
}

interface Link {
  readonly client: HttpClient;
  readonly names: CarrierNames;
}

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const code = link.names.companies.codeOf(command.entity);
  if (code === null || command.type !== COMMANDS.arrangeTransport.type) {
    const reason = code === null ? `no account for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const body = bookingOf(command, code);
  const outcome = await link.client.request({
    method: 'POST',
    path: '/consignments',
    body,
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status === 422) {
    const refusal = readWire(wire.refusal, outcome.body);
    if (!refusal.ok) return malformed(outcome);
    const { 'error-code': why, detail } = refusal.value;
    return { kind: 'refused', code: why, reason: detail, facts: [] };
  }
  if (outcome.status !== 201) return malformed(outcome);
  const booked = readWire(wire.consignment, outcome.body);
  if (!booked.ok) return { kind: 'in-doubt', reason: faultText(booked.error) };
  return readBack(link, command, booked.value['consignment-number'], signal);
}

/** Done is what the carrier's own record says, not what it answered. */
async function readBack(
  link: Link,
  command: OutboundCommand,
  number: string,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const path = `/consignments/${encodeURIComponent(number)}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status !== 200) return { kind: 'in-doubt', reason: `status ${outcome.status}` };
  const seen = readWire(wire.consignment, outcome.body);
  const fact = seen.ok ? arrangedFact(seen.value, link.names) : seen;
  if (!fact.ok) return { kind: 'in-doubt', reason: faultText(fact.error) };
  if (!seen.ok || seen.value.reference !== referenceOf(command)) {
    return { kind: 'in-doubt', reason: `consignment ${number} is of another shipment` };
  }
  return { kind: 'done', facts: [fact.value] };
}

/** Every consignment of the shipment: if a repeat made two, both are told. */
async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const path = `/consignments?reference=${encodeURIComponent(referenceOf(command))}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  const body = outcome.kind === 'answer' ? outcome.body : undefined;
  const page = readWire(wire.consignments, body);
  if (!page.ok) return { kind: 'unknown', reason: faultText(page.error) };
  const { consignments } = page.value;
  if (consignments.length === 0) return { kind: 'absent' };
  const facts = together(
    consignments.map((one, at) => arrangedFact(one, link.names, `$.consignments[${at}]`)),
  );
  if (!facts.ok) return { kind: 'unknown', reason: faultText(facts.error) };
  return { kind: 'applied', facts: facts.value };
}

/** Reads a pushed event after checking that the carrier signed it. */
function translate(message: InboundMessage, secret: string, names: CarrierNames): Translation {
  const scheme = { header: 'x-carrier-signature', encoding: 'hex', prefix: 'sha256=' } as const;
  if (!isSigned(message, { ...scheme, secret })) {
    return { kind: 'rejected', reason: 'the signature is not the carrier’s' };
  }
  const messageId = headerOf(message, 'x-carrier-delivery-id') ?? null;
  const body = readJson(message);
  if (!body.ok) return { kind: 'faults', messageId, faults: [body.fault] };
  const facts = factsOfEvent(body.value, names);
  if (!facts.ok) return { kind: 'faults', messageId, faults: facts.error };
  return { kind: 'facts', messageId: messageId ?? 'none', facts: facts.value };
}

/**
 * Consignments that changed in the window.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `updated-from=${formatInstant(window.from)}&updated-to=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let at: number | null = 1; at !== null; ) {
    const path: string = `/consignments?${query}&page=${at}`;
    const page = await statementPage(link.client, path, wire.consignments, signal);
    for (const [index, consignment] of page.consignments.entries()) {
      facts.push(...stated(factsOfConsignment(consignment, link.names, `$.consignments[${index}]`)));
    }
    at = page['next-page'];
  }
  return facts;
}
