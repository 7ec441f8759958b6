/** Commands as the system wants to be told them, and how it is asked whether they took effect. */
import type { ExecutionResult, OutboundCommand, ProbeResult } from '../../application/ports/connector.ts';
import { commandTypeOf } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { faultText } from '../canonical-fact.ts';
import type { Expression } from '../expression/expression.ts';
import {
  malformed,
  probeFailure,
  retryAfterOf,
  writeFailure,
  type HttpAnswer,
  type HttpClient,
} from '../http.ts';
import { factsOf, type Reading } from '../mapping/facts.ts';
import type { CommandTemplate, HttpSettings } from './settings.ts';

/** What commands are sent with. */
export interface Sending {
  readonly client: HttpClient;
  readonly settings: HttpSettings;
  readonly reading: Reading;
}

/** A command as its expressions see it: its content in wire form, and `$command` beside it. */
interface Prepared {
  readonly command: OutboundCommand;
  readonly template: CommandTemplate;
  readonly content: unknown;
  readonly names: ReadonlyMap<string, unknown>;
}

type WriteAnswer = CommandTemplate['answers'][number];
type ProbeAnswer = CommandTemplate['probe']['answers'][number];

/** Sends a command, and reads it back before it counts as done. */
export async function execute(
  sending: Sending,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const found = await findFor(sending, command, signal);
  if (found.kind === 'failed') return found;
  if (found.kind === 'nothing') {
    return { kind: 'refused', code: 'not-found', reason: 'the system does not know it', facts: [] };
  }
  const { prepared } = found;
  const written = requestOf(sending, prepared);
  if (!written.ok) return { kind: 'failed', fault: 'malformed', reason: textOf(written) };
  const { method, answers } = prepared.template;
  const outcome = await sending.client.request({ ...written.value, method, command, signal });
  if (outcome.kind !== 'answer') return writeFailure(outcome)!;
  const answer = fitting(answers, outcome, prepared, sending);
  if (answer === null) return writeFailure(outcome) ?? malformed(outcome);
  if (answer.means !== 'done') return failureOf(answer, outcome, prepared, sending);
  const proof = await probeFound(sending, prepared, signal);
  if (proof.kind === 'applied') return { kind: 'done', facts: proof.facts };
  if (proof.kind === 'refused') return proof;
  const reason = proof.kind === 'unknown' ? proof.reason : 'the system does not show it';
  return { kind: 'in-doubt', reason: `read back: ${reason}` };
}

/** Asks whether a command took effect. */
export async function probe(
  sending: Sending,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const found = await findFor(sending, command, signal);
  if (found.kind === 'failed') return { kind: 'unknown', reason: found.reason };
  return found.kind === 'nothing' ? { kind: 'absent' } : probeFound(sending, found.prepared, signal);
}

type Found =
  | { readonly kind: 'found'; readonly prepared: Prepared }
  | { readonly kind: 'nothing' }
  | Extract<ExecutionResult, { kind: 'failed' }>;

/** The command with what the system calls its object, which is only asked for: nothing has happened yet. */
async function findFor(sending: Sending, command: OutboundCommand, signal: AbortSignal): Promise<Found> {
  const prepared = prepare(sending, command);
  if (!prepared.ok) return { kind: 'failed', fault: 'malformed', reason: textOf(prepared) };
  const { find } = prepared.value.template;
  if (find === undefined) return { kind: 'found', prepared: prepared.value };
  const asked = addressOf(sending, prepared.value, find);
  if (!asked.ok) return { kind: 'failed', fault: 'malformed', reason: textOf(asked) };
  const outcome = await sending.client.request({ ...asked.value, method: 'GET', command, signal });
  if (outcome.kind !== 'answer') return { kind: 'failed', fault: 'unavailable', reason: outcome.reason };
  if (!find.status.includes(outcome.status)) {
    if (outcome.status === 404) return { kind: 'nothing' };
    const failure = writeFailure(outcome) ?? malformed(outcome);
    const unavailable = {
      kind: 'failed',
      fault: 'unavailable',
      reason: `status ${outcome.status}`,
    } as const;
    return failure.kind === 'failed' ? failure : unavailable;
  }
  const value = evaluated(find.value, outcome.body, prepared.value, sending, outcome);
  if (!value.ok) return { kind: 'failed', fault: 'malformed', reason: textOf(value) };
  if (value.value === undefined || value.value === null) return { kind: 'nothing' };
  const names = new Map([...prepared.value.names, ['found', value.value]]);
  return { kind: 'found', prepared: { ...prepared.value, names } };
}

async function probeFound(
  sending: Sending,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { template, command } = prepared;
  const asked = addressOf(sending, prepared, template.probe);
  if (!asked.ok) return { kind: 'unknown', reason: textOf(asked) };
  const outcome = await sending.client.request({ ...asked.value, method: 'GET', command, signal });
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  const status = `status ${outcome.status}`;
  // What cannot be read is no absence, whatever its status says.
  if (outcome.status === 200 && outcome.body === undefined) {
    return { kind: 'unknown', reason: `${status}, and the answer is no JSON` };
  }
  const answer = fitting(template.probe.answers, outcome, prepared, sending);
  switch (answer?.means) {
    case undefined:
      return probeFailure(outcome) ?? { kind: 'unknown', reason: `no declared answer fits ${status}` };
    case 'absent':
      return { kind: 'absent' };
    case 'unknown':
      return { kind: 'unknown', reason: saidIn(answer!.reason, outcome, prepared, sending) ?? status };
    case 'refused':
      return refusal(answer!, outcome, prepared, sending);
    case 'applied':
      return appliedBy(outcome, prepared, sending);
  }
}

/** What the record of an applied command says. */
function appliedBy({ body, headers }: HttpAnswer, prepared: Prepared, sending: Sending): ProbeResult {
  const { mapping } = prepared.template.probe;
  if (mapping === undefined) return { kind: 'applied', facts: [] };
  const said = { document: body, record: body, headers, command: prepared.names.get('command') };
  const facts = factsOf(sending.settings.mappings[mapping]!, said, sending.reading);
  return facts.ok
    ? { kind: 'applied', facts: facts.value }
    : { kind: 'unknown', reason: faultText(facts.error) };
}

function prepare({ settings, reading }: Sending, command: OutboundCommand): Result<Prepared, Fault> {
  const type = commandTypeOf(command.type);
  const template = Object.hasOwn(settings.commands, command.type)
    ? settings.commands[command.type]
    : undefined;
  if (type === undefined || template === undefined) {
    return err({ path: '$', message: `${command.type} is not declared for this system` });
  }
  const company = reading.companies.codeOf(command.entity);
  if (company === null) return err({ path: '$', message: `no company for ${command.entity}` });
  const content = JSON.parse(type.encode(command.content)) as unknown;
  const { key, id, entity, generation, correlationId } = command;
  const about = { key, id, entity, company, generation, correlationId, content };
  return ok({ command, template, content, names: new Map([['command', about]]) });
}

interface Written {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function requestOf(sending: Sending, prepared: Prepared): Result<Written, Fault> {
  const { template, command } = prepared;
  const address = addressOf(sending, prepared, template);
  if (!address.ok) return address;
  const headers =
    template.keyHeader === undefined
      ? address.value.headers
      : { ...address.value.headers, [template.keyHeader.toLowerCase()]: command.key };
  if (template.body === undefined) return ok({ ...address.value, headers });
  const body = evaluated(template.body, prepared.content, prepared, sending);
  return body.ok ? ok({ ...address.value, headers, body: body.value }) : body;
}

function addressOf(
  sending: Sending,
  prepared: Prepared,
  request: Pick<CommandTemplate, 'path' | 'query' | 'headers'>,
): Result<Written, Fault> {
  const path = evaluated(request.path, prepared.content, prepared, sending);
  if (!path.ok) return path;
  if (typeof path.value !== 'string' || !/^\/(?!\/)[\x21-\x7e]*$/.test(path.value)) {
    return err({ path: '$', message: `"${String(path.value)}" is no path of an address` });
  }
  const query = new URLSearchParams();
  for (const [name, expression] of Object.entries(request.query)) {
    const value = evaluated(expression, prepared.content, prepared, sending);
    if (!value.ok) return value;
    if (value.value !== undefined && value.value !== null) query.set(name, String(value.value));
  }
  const headers: Record<string, string> = {};
  for (const [name, expression] of Object.entries(request.headers)) {
    const value = evaluated(expression, prepared.content, prepared, sending);
    if (!value.ok) return value;
    headers[name.toLowerCase()] = String(value.value);
  }
  const full = query.size === 0 ? path.value : `${path.value}?${query.toString()}`;
  return ok({ path: full, headers });
}

/** The first declared answer that fits; a condition that cannot be evaluated does not. */
function fitting<A extends WriteAnswer | ProbeAnswer>(
  answers: readonly A[],
  outcome: HttpAnswer,
  prepared: Prepared,
  sending: Sending,
): A | null {
  for (const answer of answers) {
    if (!answer.status.includes(outcome.status)) continue;
    if (answer.when === undefined) return answer;
    const holds = evaluated(answer.when, outcome.body, prepared, sending, outcome);
    if (holds.ok && holds.value === true) return answer;
  }
  return null;
}

function failureOf(
  answer: WriteAnswer,
  outcome: HttpAnswer,
  prepared: Prepared,
  sending: Sending,
): ExecutionResult {
  const { means } = answer;
  if (means === 'refused' || means === 'done') return refusal(answer, outcome, prepared, sending);
  const reason = saidIn(answer.reason, outcome, prepared, sending) ?? `status ${outcome.status}`;
  if (means === 'in-doubt') return { kind: 'in-doubt', reason };
  return { kind: 'failed', fault: means, reason, ...retryAfterOf(outcome) };
}

function refusal(
  answer: WriteAnswer | ProbeAnswer,
  outcome: HttpAnswer,
  prepared: Prepared,
  sending: Sending,
) {
  const code = saidIn(answer.code, outcome, prepared, sending) ?? `status-${outcome.status}`;
  const reason = saidIn(answer.reason, outcome, prepared, sending) ?? shown(outcome);
  return { kind: 'refused', code, reason, facts: [] } as const;
}

const saidIn = (
  expression: Expression | undefined,
  outcome: HttpAnswer,
  prepared: Prepared,
  sending: Sending,
): string | null => {
  if (expression === undefined) return null;
  const said = evaluated(expression, outcome.body, prepared, sending, outcome);
  return said.ok && typeof said.value === 'string' && said.value !== '' ? said.value : null;
};

const shown = ({ status, body }: HttpAnswer): string =>
  body === undefined ? `status ${status}` : `status ${status}: ${JSON.stringify(body).slice(0, 400)}`;

function evaluated(
  expression: Expression,
  document: unknown,
  { names }: Prepared,
  { reading }: Sending,
  answer?: HttpAnswer,
): Result<unknown, Fault> {
  const known = answer === undefined ? names : new Map([...names, ['headers', answer.headers]]);
  return expression.evaluate({ root: document, names: known, codes: reading.codes });
}

type Failed = { readonly ok: false; readonly error: Fault };

const textOf = ({ error }: Failed): string => `${error.path} ${error.message}`;
