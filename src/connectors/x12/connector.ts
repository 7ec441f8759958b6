/** A trading partner who speaks X12: his files come in by a mailbox, and so do ours go out. */
import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../../application/ports/connector.ts';
import type { ControlNumber, ControlNumbers } from '../../application/ports/control-numbers.ts';
import { MailboxError, type Mailbox } from '../../application/ports/mailbox.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { companyCodes } from '../company-codes.ts';
import type { ConnectorOptions } from '../connector-kind.ts';
import { openMailbox } from '../mailbox/open-mailbox.ts';
import { ANSWER_TYPE, documentOf, factsOfSent } from './outbound.ts';
import { partnerCodes, type X12Settings } from './profile.ts';
import { readHeader } from './read/header.ts';
import { textOf } from './read/text.ts';
import { translateFile } from './translate.ts';
import { UnwritableError } from './write/interchange-text.ts';
import { DocumentError, Outgoing } from './write/outgoing.ts';

const BUDGET: ConnectorBudget = { concurrency: 4, perSecond: 20, timeoutMs: 60_000 };
/** An upload that we gave up on may still be renamed by a server that was slow. */
const SETTLE_AFTER_MS = 60_000;

/** Opens the connector of a partner. */
export function x12Connector(options: ConnectorOptions<X12Settings>): Connector {
  const { system, secret, settings } = options;
  const { mailbox: mailboxSettings, ...profile } = settings;
  const mailbox = openMailbox({
    url: options.url,
    secret,
    settings: mailboxSettings,
    between: options.between,
  });
  const codes = partnerCodes(profile, options.codes);
  const companies = companyCodes(options.entities);
  const post = new Post(
    system,
    mailbox,
    (command, given) => new Outgoing(profile, codes, command, given),
  );
  return {
    system,
    mailbox,
    proof: { honoursKey: false, settleAfterMs: SETTLE_AFTER_MS },
    budget: { ...BUDGET, ...options.budget },
    numberFrom: (numbers, clock) => post.numberFrom(numbers, clock),
    execute: (command, signal) => post.execute(command, signal),
    probe: (command, signal) => post.probe(command, signal),
    // Who may write into the mailbox is trusted by its folder or login.
    translate: (message) => translateFile(message, { system, profile, codes, companies }),
    // A partner has no account of what he sent: his files are all that there is.
    statement: () => Promise.resolve([]),
  };
}

/** Sends commands as files, each under a control number and a name of its own. */
class Post {
  readonly #system: string;
  readonly #mailbox: Mailbox;
  readonly #outgoing: (command: OutboundCommand, given: ControlNumber) => Outgoing;
  #numbers: ControlNumbers | null = null;
  #clock: Pick<Clock, 'now'> | null = null;

  constructor(
    system: string,
    mailbox: Mailbox,
    outgoing: (command: OutboundCommand, given: ControlNumber) => Outgoing,
  ) {
    this.#system = system;
    this.#mailbox = mailbox;
    this.#outgoing = outgoing;
  }

  numberFrom(numbers: ControlNumbers, clock: Pick<Clock, 'now'>): void {
    this.#numbers = numbers;
    this.#clock = clock;
  }

  async execute(command: OutboundCommand, signal: AbortSignal): Promise<ExecutionResult> {
    if (this.#numbers === null || this.#clock === null) {
      return { kind: 'failed', fault: 'unavailable', reason: 'no control numbers are at hand' };
    }
    let given: ControlNumber;
    try {
      given = await this.#numbers.assign(this.#system, command.key, this.#clock.now());
    } catch (error) {
      return { kind: 'failed', fault: 'unavailable', reason: messageOf(error) };
    }
    try {
      const outgoing = this.#outgoing(command, given);
      const document = documentOf(outgoing);
      if (document.kind === 'refused') {
        return { kind: 'refused', code: 'not-agreed', reason: document.reason, facts: [] };
      }
      const name = fileNameOf(command.key);
      const body = Buffer.from(document.text);
      await this.#mailbox.deliver(name, body, signal);
      const delivered = await this.#mailbox.delivered(name, signal);
      if (delivered === null || !body.equals(delivered)) {
        return { kind: 'in-doubt', reason: 'what was delivered cannot be read back' };
      }
      return { kind: 'done', facts: this.#facts(outgoing) };
    } catch (error) {
      return failureOf(error);
    }
  }

  async probe(command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult> {
    if (this.#numbers === null)
      return { kind: 'unknown', reason: 'no control numbers are at hand' };
    try {
      const given = await this.#numbers.known(this.#system, command.key);
      if (given === null) return { kind: 'absent' };
      const delivered = await this.#mailbox.delivered(fileNameOf(command.key), signal);
      if (delivered === null) return { kind: 'absent' };
      if (controlOf(delivered) !== given.number) {
        return { kind: 'unknown', reason: 'another interchange lies under the name of this one' };
      }
      return { kind: 'applied', facts: this.#facts(this.#outgoing(command, given)) };
    } catch (error) {
      return { kind: 'unknown', reason: messageOf(error) };
    }
  }

  #facts(outgoing: Outgoing): readonly CanonicalFact[] {
    return outgoing.command.type === ANSWER_TYPE ? [] : factsOfSent(this.#system, outgoing);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function failureOf(error: unknown): ExecutionResult {
  const reason = messageOf(error);
  if (error instanceof DocumentError || error instanceof UnwritableError) {
    return { kind: 'failed', fault: 'malformed', reason };
  }
  if (!(error instanceof MailboxError)) return { kind: 'in-doubt', reason };
  switch (error.fault) {
    case 'unavailable':
      return { kind: 'failed', fault: 'unavailable', reason };
    case 'unauthorized':
      return { kind: 'failed', fault: 'unauthorized', reason };
    case 'refused':
      return { kind: 'failed', fault: 'malformed', reason };
    case 'lost':
      return { kind: 'in-doubt', reason };
  }
}

/** Longest name that every server takes, with room for what mailboxes put before and after it. */
const NAME_LENGTH_MAX = 180;

/** The file of a command: its idempotency key, as a file may be called. */
export function fileNameOf(key: string): string {
  const safe = key.replaceAll(/[^A-Za-z0-9.-]/g, (mark) => `_${mark.codePointAt(0)!.toString(16)}`);
  return `${safe.length <= NAME_LENGTH_MAX ? safe : `${fingerprint(key)}-${safe.slice(-150)}`}.x12`;
}

function controlOf(body: Uint8Array): number | null {
  const text = textOf(body);
  const header = text.ok ? readHeader(text.value, 0).header : null;
  return header === null ? null : Number(header.control);
}
