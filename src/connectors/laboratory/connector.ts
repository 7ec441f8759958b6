/** The quality laboratory: told which lots wait for it. It pushes nothing: its results are looked for. */
import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import { COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { faultText, readWire } from '../canonical-fact.ts';
import { companyCodes, type CompanyCodes } from '../company-codes.ts';
import type { SystemLink } from '../connector-kind.ts';
import { budgetedClient, malformed, probeFailure, writeFailure, type HttpClient } from '../http.ts';
import { statementPage } from '../statement-page.ts';
import { factsOfSample } from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 4, perSecond: 20, timeoutMs: 10_000 };
/** How long a request that its sender gave up on may still land. */
const SETTLE_AFTER_MS = 20_000;

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
}

type Asked = ContentOfFact<typeof COMMANDS.requestQualityTest>;

export function laboratoryConnector(options: SystemLink): Connector {
  const credentials = Buffer.from(`crossdock:${options.secret}`).toString('base64');
  const { budget, client } = budgetedClient(options, BUDGET, { authorization: `Basic ${credentials}` });
  const link: Link = { client, companies: companyCodes(options.entities) };
  return {
    system: options.system,
    // A batch has one sample: asking again asks for the same.
    proof: { honoursKey: true, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    pollOnly: true,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: () => ({ kind: 'rejected', reason: 'the laboratory sends no messages' }),
    statement: (window, signal) => statement(link, window, signal),
  };
}

const pathOf = ({ item, lot }: Asked, company: string): string =>
  `/lims/companies/${encodeURIComponent(company)}/materials/${encodeURIComponent(item)}` +
  `/batches/${encodeURIComponent(lot)}/sample`;

async function execute(link: Link, command: OutboundCommand, signal: AbortSignal): Promise<ExecutionResult> {
  const company = link.companies.codeOf(command.entity);
  if (company === null || command.type !== COMMANDS.requestQualityTest.type) {
    const reason = company === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const asked = command.content as Asked;
  const body = { 'request-mark': asked.of, 'received-on': asked.receivedOn ?? null };
  const path = pathOf(asked, company);
  const outcome = await link.client.request({ method: 'PUT', path, body, command, signal });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status !== 200) return malformed(outcome);
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: seen.facts };
  const reason = seen.kind === 'unknown' ? seen.reason : 'it does not show what it took';
  return { kind: 'in-doubt', reason };
}

async function probe(link: Link, command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> {
  const company = link.companies.codeOf(command.entity);
  if (company === null) return { kind: 'unknown', reason: `no company for ${command.entity}` };
  const asked = command.content as Asked;
  const outcome = await link.client.request({ method: 'GET', path: pathOf(asked, company), command, signal });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  if (outcome.status === 404) return { kind: 'absent' };
  const seen = readWire(wire.sample, outcome.body);
  if (!seen.ok) return { kind: 'unknown', reason: faultText(seen.error) };
  if (seen.value['request-mark'] !== asked.of) return { kind: 'absent' };
  const facts = factsOfSample(seen.value, link.companies);
  if (!facts.ok) return { kind: 'unknown', reason: faultText(facts.error) };
  return { kind: 'applied', facts: facts.value };
}

/**
 * Samples that were concluded in the window. One that cannot be read is left out, and does not hide others.
 * @throws Error when a page cannot be had: half a statement is none.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `from=${formatInstant(window.from)}&to=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const path: string = `/lims/results?${query}&page=${page}`;
    const answer = await statementPage(link.client, path, wire.resultsPage, signal);
    for (const result of answer.results) {
      const seen = readWire(wire.sample, result);
      const read = seen.ok ? factsOfSample(seen.value, link.companies) : seen;
      if (read.ok) facts.push(...read.value);
    }
    page = answer['next-page'];
  }
  return facts;
}
