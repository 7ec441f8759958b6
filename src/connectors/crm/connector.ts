/** The customer relations system: where the case of a return lives, and whence its agents ask for one. */
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
import {
  budgetedClient,
  malformed,
  probeFailure,
  writeFailure,
  type HttpClient,
} from '../http.ts';
import { statementPage } from '../statement-page.ts';
import { factsOfEvent, translate } from './translate.ts';
import * as wire from './wire.ts';

const BUDGET: ConnectorBudget = { concurrency: 8, perSecond: 50, timeoutMs: 10_000 };
/** Its gateway gives up on a request after this time. */
const SETTLE_AFTER_MS = 20_000;

interface Link {
  readonly client: HttpClient;
  readonly companies: CompanyCodes;
}

export function crmConnector(options: SystemLink): Connector {
  const headers = { authorization: `Bearer ${options.secret}` };
  const { budget, client } = budgetedClient(options, BUDGET, headers);
  const link: Link = { client, companies: companyCodes(options.entities) };
  return {
    system: options.system,
    proof: { honoursKey: false, settleAfterMs: SETTLE_AFTER_MS },
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: (message) => translate(message, options.secret, link.companies),
    statement: (window, signal) => statement(link, window, signal),
  };
}

type Status = ContentOfFact<typeof COMMANDS.publishReturnStatus>;

const pathOf = (command: OutboundCommand): string =>
  `/services/cases/${encodeURIComponent((command.content as Status).rma)}`;

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const companyCode = link.companies.codeOf(command.entity);
  if (companyCode === null || command.type !== COMMANDS.publishReturnStatus.type) {
    const reason =
      companyCode === null ? `no company for ${command.entity}` : `no ${command.type} here`;
    return { kind: 'failed', fault: 'malformed', reason };
  }
  const { customer, salesOrder, lifecycle, message } = command.content as Status;
  const body = {
    companyCode,
    accountNumber: customer,
    orderNumber: salesOrder ?? null,
    status: lifecycle,
    messageToCustomer: message,
    idempotencyKey: command.key,
  };
  const outcome = await link.client.request({
    method: 'PUT',
    path: pathOf(command),
    body,
    command,
    signal,
  });
  const failure = writeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'in-doubt', reason: outcome.reason };
  if (outcome.status !== 200) return malformed(outcome);
  const seen = await probe(link, command, signal);
  if (seen.kind === 'applied') return { kind: 'done', facts: [] };
  const reason = seen.kind === 'unknown' ? seen.reason : `it is ${seen.kind} on reading back`;
  return { kind: 'in-doubt', reason };
}

async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const outcome = await link.client.request({
    method: 'GET',
    path: pathOf(command),
    command,
    signal,
  });
  const failure = probeFailure(outcome);
  if (failure !== null) return failure;
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  if (outcome.status === 404) return { kind: 'absent' };
  const seen = readWire(wire.serviceCase, outcome.body);
  if (!seen.ok) return { kind: 'unknown', reason: faultText(seen.error) };
  const isOurs = seen.value.status?.idempotencyKey === command.key;
  return isOurs ? { kind: 'applied', facts: [] } : { kind: 'absent' };
}

/**
 * What its agents did in the window, with the same fact ids as when it was pushed. What cannot be read
 * is left out: it does not hide the others, and is quarantined when pushed.
 * @throws Error when a page cannot be had: half a statement is none.
 */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const query = `from=${formatInstant(window.from)}&to=${formatInstant(window.to)}`;
  const facts: CanonicalFact[] = [];
  for (let after = 0; ;) {
    const path = `/services/changes?${query}&after=${after}`;
    const page = await statementPage(link.client, path, wire.changes, signal);
    for (const { sequence, ...change } of page.changes) {
      const read = factsOfEvent(change, link.companies);
      if (read.ok) facts.push(...read.value);
      after = sequence;
    }
    if (page.done) return facts;
  }
}
