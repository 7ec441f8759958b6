import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import { COMMANDS } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { faultText, readWire } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { stated, statementPage } from '../statement-page.ts';
import { factOfAnswer, isAnswerTo, queryOf, questionOf } from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 100, timeoutMs: 10_000 };
/** How long a request that its sender gave up on may still be answered. */
const SETTLE_AFTER_MS = 20_000;

/**
 * The tax engine over REST. A quote's number follows from the question, so a repeat finds the same
 * quote: the question itself is the key.
 */
export function taxConnector(options: SystemLink): Connector {
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Bearer ${options.secret}` });
  const link: Link = { client, companies: companyCodes(options.entities) };
  return {
    system: options.system,
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: () => ({ kind: 'rejected', reason: 'the tax engine pushes no messages' }),
    statement: (window, signal) => statement(link, window, signal),
  };
}

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
}

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const code = link.companies.codeOf(command.entity);
  if (code === null || command.type !== COMMANDS.quoteTax.type) {
    const reason = code === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const outcome = await link.client.request({
    method: 'POST',
    path: '/v3/transactions/quote',
    body: questionOf(command, code),
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (![200, 201, 422].includes(outcome.status)) return malformed(outcome);
  const answer = readWire(wire.answer, outcome.body);
  if (!answer.ok) return { kind: 'in-doubt', reason: faultText(answer.error) };
  if (answer.value.outcome === 'refused') return refusedBy(link, answer.value);
  return readBack(link, command, answer.value.id, signal);
}

function refusedBy(link: Link, refusal: wire.TaxAnswer & { outcome: 'refused' }): ExecutionResult {
  const fact = factOfAnswer(refusal, link.companies);
  if (!fact.ok) return { kind: 'in-doubt', reason: faultText(fact.error) };
  const { code, message } = refusal.reason;
  return { kind: 'refused', code, reason: message, facts: [fact.value] };
}

async function readBack(
  link: Link,
  command: OutboundCommand,
  id: string,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const path = `/v3/transactions/${encodeURIComponent(id)}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status !== 200) return { kind: 'in-doubt', reason: `status ${outcome.status}` };
  const seen = readWire(wire.quote, outcome.body);
  const fact = seen.ok ? factOfAnswer(seen.value, link.companies) : seen;
  if (!fact.ok) return { kind: 'in-doubt', reason: faultText(fact.error) };
  if (!seen.ok || !isAnswerTo(seen.value, command)) {
    return { kind: 'in-doubt', reason: `quote ${id} answers another question` };
  }
  return { kind: 'done', facts: [fact.value] };
}

/** What was answered to the question: a quote outweighs a refusal that came before it. */
async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const path = `/v3/transactions?${queryOf(command)}`;
  const outcome = await link.client.request({ method: 'GET', path, command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  const page = readWire(wire.answers, outcome.kind === 'answer' ? outcome.body : undefined);
  if (!page.ok) return { kind: 'unknown', reason: faultText(page.error) };
  const answers = page.value.value;
  const answer = answers.find(({ outcome: kind }) => kind === 'quoted') ?? answers[0];
  if (answer === undefined) return { kind: 'absent' };
  const fact = factOfAnswer(answer, link.companies, '$.value[0]');
  if (!fact.ok) return { kind: 'unknown', reason: faultText(fact.error) };
  if (answer.outcome === 'quoted') return { kind: 'applied', facts: [fact.value] };
  const { code, message } = answer.reason;
  return { kind: 'refused', code, reason: message, facts: [fact.value] };
}

/**
 * What was answered in the window.
 * @throws Error when a page cannot be had or read: half a statement would look like silence.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `createdFrom=${formatInstant(window.from)}&createdTo=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let skip: number | null = 0; skip !== null; ) {
    const path: string = `/v3/transactions?${query}&skip=${skip}`;
    const page = await statementPage(link.client, path, wire.answers, signal);
    for (const [at, answer] of page.value.entries()) {
      facts.push(stated(factOfAnswer(answer, link.companies, `$.value[${at}]`)));
    }
    skip = page.nextSkip;
  }
  return facts;
}
