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
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure } from '../http.ts';
import type { HttpClient, HttpOutcome } from '../http.ts';
import { stated } from '../statement-page.ts';
import { invoiceInventory } from './inventory.ts';
import { callOf, factsOfDocument } from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 50, timeoutMs: 15_000 };
/** How long the ERP works on a request that its sender gave up on. */
const SETTLE_AFTER_MS = 20_000;

/** Error codes that mean our own mistake: no retry will help. */
const MALFORMED = new Set(['VALIDATION', 'UNKNOWN_METHOD', 'UNKNOWN_COMPANY']);
/** Something broke inside, perhaps after the effect. */
const BROKEN = 'INTERNAL';

/**
 * The ERP over JSON-RPC: orders, credit, invoices, payments. It keeps our reference with every
 * document, so any doubt is settled by asking for it; it pushes nothing, so what its clerks do
 * comes in by the statement.
 */
export function erpConnector(options: SystemLink): Connector {
  const token = Buffer.from(`crossdock:${options.secret}`, 'utf8').toString('base64');
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Basic ${token}` });
  const { system } = options;
  const link: Link = { client, companies: companyCodes(options.entities), system };
  return {
    system,
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    pollOnly: true,
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: () => ({ kind: 'rejected', reason: 'the ERP pushes no messages' }),
    statement: (window, signal) => statement(link, window, signal),
    inventories: [
      invoiceInventory(link.companies, (method, params, signal) => resultOf(link, method, params, signal)),
    ],
  };
}

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
  readonly system: string;
}

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const code = link.companies.codeOf(command.entity);
  const call = code === null ? null : callOf(command, code);
  if (call === null) {
    const reason = code === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const outcome = await rpc(link, call.method, call.params, signal, command);
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind === 'answer' && outcome.status !== 200) return malformed(outcome);
  const answer = answerOf(outcome);
  if (!answer.ok) return { kind: 'in-doubt', reason: answer.error };
  if ('error' in answer.value) return refusedOf(link, answer.value.error);
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: seen.facts };
  const reason = seen.kind === 'unknown' ? seen.reason : `it is ${seen.kind} on reading back`;
  return { kind: 'in-doubt', reason };
}

/** What the ERP holds under our reference. */
async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const params = { reference: command.key };
  const outcome = await rpc(link, 'reference.find', params, signal, command);
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  const answer = answerOf(outcome);
  if (!answer.ok) return { kind: 'unknown', reason: answer.error };
  if ('error' in answer.value) return { kind: 'unknown', reason: answer.value.error.message };
  const found = readWire(wire.found, answer.value.result);
  if (!found.ok) return { kind: 'unknown', reason: faultText(found.error) };
  if (found.value === null) return { kind: 'absent' };
  const facts = factsOfDocument(found.value, link.companies, '$.document', link.system);
  if (!facts.ok) return { kind: 'unknown', reason: faultText(facts.error) };
  const { kind, document } = found.value;
  if (kind !== 'refusal' && kind !== 'credit-refusal') return { kind: 'applied', facts: facts.value };
  return { kind: 'refused', code: document.error, reason: document.message, facts: facts.value };
}

/** A business no, unless the error says that the request was wrong or that something broke. */
function refusedOf(
  link: Link,
  error: { readonly code: string; readonly message: string; readonly data: unknown },
): ExecutionResult {
  const reason = error.message;
  if (MALFORMED.has(error.code)) return { kind: 'failed', fault: 'malformed', reason };
  if (error.code === BROKEN) return { kind: 'in-doubt', reason };
  const { code } = error;
  if (error.data === null) return { kind: 'refused', code, reason, facts: [] };
  const refusal = readWire(wire.anyRefusal, error.data);
  if (!refusal.ok) return { kind: 'in-doubt', reason: faultText(refusal.error) };
  const document =
    'rma' in refusal.value
      ? { kind: 'credit-refusal' as const, document: refusal.value }
      : { kind: 'refusal' as const, document: refusal.value };
  const facts = factsOfDocument(document, link.companies, '$.error.data');
  if (!facts.ok) return { kind: 'in-doubt', reason: faultText(facts.error) };
  return { kind: 'refused', code, reason, facts: facts.value };
}

/**
 * Everything that changed in the window.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const facts: CanonicalFact[] = [];
  const [from, to] = [formatInstant(window.from), formatInstant(window.to)];
  for (let after = 0; ; ) {
    const outcome = await rpc(link, 'journal.read', { from, to, after }, signal);
    const answer = answerOf(outcome);
    if (!answer.ok) throw new Error(`no statement: ${answer.error}`);
    if ('error' in answer.value) throw new Error(`no statement: ${answer.value.error.message}`);
    const { entries, complete } = stated(readWire(wire.journalPage, answer.value.result));
    for (const [at, entry] of entries.entries()) {
      const path = `$.result.entries[${at}].document`;
      facts.push(...stated(factsOfDocument(entry, link.companies, path, link.system)));
    }
    if (complete) return facts;
    after = entries.at(-1)?.sequence ?? after;
  }
}

/** @throws Error when there is no result. */
async function resultOf(link: Link, method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
  const answer = answerOf(await rpc(link, method, params, signal));
  if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
  if ('error' in answer.value) throw new Error(`${method}: ${answer.value.error.message}`);
  return answer.value.result;
}

function rpc(
  link: Link,
  method: string,
  params: unknown,
  signal: AbortSignal,
  command?: OutboundCommand,
): Promise<HttpOutcome> {
  return link.client.request({
    method: 'POST',
    path: '/rpc',
    body: { id: command?.key ?? method, method, params },
    signal,
    ...(command === undefined ? {} : { command }),
  });
}

type Read = { ok: true; value: wire.ErpAnswer } | { ok: false; error: string };

function answerOf(outcome: HttpOutcome): Read {
  if (outcome.kind !== 'answer') return { ok: false, error: outcome.reason };
  if (outcome.status !== 200) return { ok: false, error: `status ${outcome.status}` };
  const answer = readWire(wire.answer, outcome.body);
  return answer.ok ? answer : { ok: false, error: faultText(answer.error) };
}
