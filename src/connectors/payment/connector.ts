import { createHmac, timingSafeEqual } from 'node:crypto';
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
import { faultText, readWire } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure } from '../http.ts';
import { stated, statementPage } from '../statement-page.ts';
import type { HttpAnswer, HttpClient } from '../http.ts';
import { headerOf, readJson } from '../signed-message.ts';
import type { z } from 'zod';
import {
  factsOfEvent,
  factsOfRefund,
  factsOfRemittance,
  invoiceOf,
  isRefund,
  refundOf,
  requestOf,
} from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 60, timeoutMs: 10_000 };
/** How long the provider may still act on a request that its sender gave up on. */
const SETTLE_AFTER_MS = 20_000;

/** The payment provider over REST: honours the idempotency key, knows requests by invoice. */
export function paymentConnector(options: SystemLink): Connector {
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Bearer ${options.secret}` });
  const link: Link = { client, companies: companyCodes(options.entities) };
  return {
    system: options.system,
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: (message) => translate(message, options.secret, link.companies),
    statement: (window, signal) => statement(link, window, signal),
  };
}

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
}

const isWithdrawal = (command: OutboundCommand): boolean =>
  command.type === COMMANDS.withdrawPaymentRequest.type;

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const code = link.companies.codeOf(command.entity);
  const isKnown = command.type === COMMANDS.requestPayment.type || isWithdrawal(command) || isRefund(command);
  if (code === null || !isKnown) {
    const reason = code === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const invoice = encodeURIComponent(invoiceOf(command));
  const outcome = await link.client.request({
    ...(isRefund(command)
      ? { method: 'POST', path: '/refunds', body: refundOf(command, code) }
      : isWithdrawal(command)
        ? { method: 'DELETE', path: `/payment-requests/${invoice}` }
        : { method: 'POST', path: '/payment-requests', body: requestOf(command, code) }),
    headers: { 'idempotency-key': command.key },
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status >= 400 && !(isWithdrawal(command) && outcome.status === 404)) {
    return refusedBy(outcome);
  }
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: seen.facts };
  const reason = seen.kind === 'unknown' ? seen.reason : `it is ${seen.kind} on reading back`;
  return { kind: 'in-doubt', reason };
}

function refusedBy(outcome: HttpAnswer): ExecutionResult {
  const failure = readWire(wire.failure, outcome.body);
  const isBusiness = outcome.status === 422 || outcome.status === 409;
  if (!failure.ok || !isBusiness) return malformed(outcome);
  const { code, message } = failure.value.error;
  if (code === 'idempotency_mismatch') return malformed(outcome);
  return { kind: 'refused', code, reason: message, facts: [] };
}

/**
 * Asks for the invoice's request: a request took effect when it carries our key, a withdrawal when
 * nothing is due any more.
 */
async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  if (isRefund(command)) return probeRefund(link, command, signal);
  const path = `/payment-requests/${encodeURIComponent(invoiceOf(command))}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  const withdrawal = isWithdrawal(command);
  if (outcome.status === 404) {
    return withdrawal ? { kind: 'applied', facts: [] } : { kind: 'absent' };
  }
  const seen = readWire(wire.paymentRequest, outcome.body);
  if (!seen.ok) return { kind: 'unknown', reason: faultText(seen.error) };
  const { state, idempotency_key: key } = seen.value;
  if (withdrawal && state === 'paid') {
    const reason = 'the invoice is paid';
    return { kind: 'refused', code: 'already_paid', reason, facts: [] };
  }
  const isApplied = withdrawal ? state === 'withdrawn' : key === command.key;
  return isApplied ? { kind: 'applied', facts: [] } : { kind: 'absent' };
}

/** A payment back is known by our key. */
async function probeRefund(link: Link, command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> {
  const path = `/refunds/by-key/${encodeURIComponent(command.key)}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  if (outcome.status === 404) return { kind: 'absent' };
  const seen = readWire(wire.refund, outcome.body);
  const facts = seen.ok ? factsOfRefund(seen.value, link.companies) : seen;
  if (!facts.ok) return { kind: 'unknown', reason: faultText(facts.error) };
  return { kind: 'applied', facts: facts.value };
}

/** Reads a pushed event after checking its signature, by the Standard Webhooks way. */
function translate(
  message: InboundMessage,
  secret: string,
  companies: CompanyCodes,
): Translation {
  const messageId = headerOf(message, 'webhook-id') ?? '';
  const expected = createHmac('sha256', secret)
    .update(`${messageId}.${headerOf(message, 'webhook-timestamp') ?? ''}.`)
    .update(message.body)
    .digest('base64');
  const given = (headerOf(message, 'webhook-signature') ?? '').split(' ');
  if (messageId === '' || !given.some((one) => isEqual(one, `v1,${expected}`))) {
    return { kind: 'rejected', reason: 'the signature is not the payment provider’s' };
  }
  const body = readJson(message);
  if (!body.ok) return { kind: 'faults', messageId, faults: [body.fault] };
  const facts = factsOfEvent(body.value, companies);
  if (!facts.ok) return { kind: 'faults', messageId, faults: facts.error };
  return { kind: 'facts', messageId, facts: facts.value };
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Money that came in, and money that was paid back, during the window.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const cameIn = await pages(
    link, '/remittances', wire.remittances, window, signal,
    ({ remittance }) => remittance,
  );
  const paidBack = await pages(link, '/refunds', wire.refunds, window, signal, ({ refund }) => refund);
  const read = [
    ...cameIn.map((remittance) => factsOfRemittance(remittance, link.companies)),
    ...paidBack.map((refund) => factsOfRefund(refund, link.companies)),
  ];
  return read.flatMap((facts) => stated(facts));
}

/** Every record of a list that lies in the window, page by page. */
async function pages<T>(
  link: Link,
  list: string,
  schema: z.ZodType<{ readonly data: T[]; readonly has_more: boolean }>,
  window: StatementWindow,
  signal: AbortSignal,
  numberOf: (record: T) => string,
): Promise<readonly T[]> {
  const query = `from=${formatInstant(window.from)}&to=${formatInstant(window.to)}`;
  const records: T[] = [];
  for (let after = ''; ; ) {
    const path = `${list}?${query}&after=${encodeURIComponent(after)}`;
    const page = await statementPage(link.client, path, schema, signal);
    records.push(...page.data);
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) return records;
    after = numberOf(last);
  }
}
