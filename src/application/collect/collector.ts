import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Connector } from '../ports/connector.ts';
import type { FileLedger, FileOutcome } from '../ports/file-ledger.ts';
import type { Logger } from '../ports/logger.ts';
import { MailboxError, type Mailbox, type MailFile } from '../ports/mailbox.ts';
import { hashOf } from '../process/batch-rows.ts';
import type { MessageIntake } from '../act/ports.ts';
import type { Receipt } from '../receive/receive.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import { timeLimit } from '../recurrence/time-limit.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import {
  lateFile,
  otherContent,
  quarantinedFile,
  tooLarge,
  unreadable,
  type FileCondition,
} from './conditions.ts';
import { isLate, lastDeadline, type ExpectedFile } from './expected-file.ts';
import { COLLECT_LIMITS } from './limits.ts';

/** How a system's mailbox is emptied. */
export interface CollectPlan {
  /** Milliseconds between looks. */
  readonly intervalMs: number;
  /** A larger file is refused whole. */
  readonly bytesMax: number;
  /** The sender uses the same names again and again: another content is the next file. */
  readonly reusesNames: boolean;
  readonly expects: readonly ExpectedFile[];
}

/** What one look found. */
export interface CollectReport {
  readonly system: string;
  readonly received: number;
  readonly quarantined: number;
  readonly duplicates: number;
  readonly refused: number;
}

/** What it works with. */
export interface CollectorOptions {
  readonly ledger: FileLedger;
  readonly door: MessageIntake;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whose channel it is, where nothing else tells. */
  readonly entity: string;
  planOf(system: string): CollectPlan;
}

type Fate = 'received' | 'quarantined' | 'duplicate' | 'refused' | 'not-yet';

/**
 * Empties mailboxes. A file is let in first, written down second and put away last: whoever dies
 * between two of these repeats a step that changes nothing. Several processes may look.
 */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #schedules: readonly RecurringLook[];
  readonly #failures = new Map<string, number>();
  /** What was said last of what every look says, so that most looks ask the store nothing. */
  readonly #said = new Map<string, string>();
  readonly #stop = new AbortController();
  #startedAt: Instant | null = null;

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { clock, logger, connectors, planOf } = options;
    this.#schedules = [...connectors].flatMap(([system, { mailbox }]) => {
      if (mailbox === undefined) return [];
      const { intervalMs } = planOf(system);
      const failure = 'files were not collected';
      const look = (): Promise<CollectReport> => this.look(system, mailbox);
      return [new RecurringLook({ clock, logger, intervalMs, failure, details: { system }, look })];
    });
  }

  /** Looks into every mailbox on its schedule. */
  start(): void {
    this.#startedAt = this.#options.clock.now();
    for (const schedule of this.#schedules) schedule.start();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#schedules.map((schedule) => schedule.stop()));
  }

  /** Looks under way. */
  running(): number {
    return this.#schedules.filter((schedule) => schedule.busy()).length;
  }

  /** One look into one mailbox, and at what did not come. */
  async look(system: string, mailbox: Mailbox): Promise<CollectReport> {
    const report = { system, received: 0, quarantined: 0, duplicates: 0, refused: 0 };
    const { signal, end } = this.#timeLimit();
    try {
      let refusal: MailboxError | null = null;
      for (const file of await mailbox.list(signal)) {
        if (signal.aborted) break;
        const fate = await this.#collect(system, mailbox, file, signal).catch((error: unknown) => {
          // One file that may not be read, or put away, holds up no other.
          if (!(error instanceof MailboxError && error.fault === 'refused')) throw error;
          refusal = error;
          return 'not-yet' as const;
        });
        if (fate === 'duplicate') report.duplicates += 1;
        else if (fate !== 'not-yet') report[fate] += 1;
      }
      if (refusal === null) await this.#reached(system);
      else await this.#failed(system, refusal);
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      if (!this.#stop.signal.aborted) await this.#failed(system, error);
    } finally {
      end();
    }
    await this.#lookForReleased(system);
    await this.#lookForLate(system);
    return report;
  }

  async #collect(system: string, mailbox: Mailbox, file: MailFile, signal: AbortSignal): Promise<Fate> {
    const { ledger, door, clock } = this.#options;
    const { bytesMax, reusesNames } = this.#options.planOf(system);
    const { name } = file;
    if (file.bytes > bytesMax) {
      await this.#observe(system, tooLarge(name, file.bytes, bytesMax), true);
      await mailbox.archive(name, 'refused', signal);
      return 'refused';
    }
    const body = await mailbox.read(name, signal);
    // It grew while we looked: the next look finds it still.
    if (body.length !== file.bytes) return 'not-yet';
    const checksum = hashOf(body);
    const receipts = await ledger.receiptsOf(system, name);
    const known = receipts.find((receipt) => receipt.checksum === checksum);
    if (known !== undefined) {
      await ledger.repeated(known, clock.now());
      await mailbox.archive(name, known.outcome === 'refused' ? 'refused' : 'taken', signal);
      return 'duplicate';
    }
    const write = (outcome: FileOutcome, messageId: string | null): Promise<void> =>
      ledger.record({
        system,
        name,
        checksum,
        bytes: body.length,
        outcome,
        messageId,
        receivedAt: clock.now(),
      });
    // One that is held whole was taken by nobody: the next of its name corrects it.
    const first = reusesNames ? undefined : receipts.find(({ outcome }) => outcome === 'received');
    if (first !== undefined) {
      await this.#observe(system, otherContent(name, first), true);
      await write('refused', null);
      await mailbox.archive(name, 'refused', signal);
      return 'refused';
    }
    const headers = { 'x-file-name': name, 'x-file-checksum': checksum };
    const receipt = await door.receive(system, { headers, body }, 'collected');
    const held = whyHeld(receipt);
    if (held !== null) await this.#observe(system, quarantinedFile(name, held), true);
    const outcome = held === null ? outcomeOf(receipt) : 'quarantined';
    await write(outcome, 'messageId' in receipt ? receipt.messageId : null);
    if (outcome === 'received' && !reusesNames) await this.#correct(system, name);
    await mailbox.archive(name, outcome === 'refused' ? 'refused' : 'taken', signal);
    await this.#observe(system, tooLarge(name, null, bytesMax), false);
    return outcome;
  }

  /** What was held of the same name is not wanted any more. */
  async #correct(system: string, name: string): Promise<void> {
    const { ledger, clock } = this.#options;
    if (!(await ledger.corrected(system, name, clock.now()))) return;
    await this.#observe(system, quarantinedFile(name, null), false);
  }

  async #reached(system: string): Promise<void> {
    this.#failures.delete(system);
    await this.#say(system, unreadable(null), false);
  }

  async #failed(system: string, { message: reason }: MailboxError): Promise<void> {
    const failures = (this.#failures.get(system) ?? 0) + 1;
    this.#failures.set(system, failures);
    this.#options.logger.warn('the mailbox cannot be read', { system, failures, error: reason });
    if (failures >= COLLECT_LIMITS.failuresMax) await this.#say(system, unreadable(reason), true);
  }

  /** What was quarantined and is held no more: its case closes. */
  async #lookForReleased(system: string): Promise<void> {
    for (const name of await this.#options.ledger.released(system)) {
      await this.#observe(system, quarantinedFile(name, null), false);
    }
  }

  async #lookForLate(system: string): Promise<void> {
    const { ledger, clock, planOf } = this.#options;
    const { expects } = planOf(system);
    if (expects.length === 0) return;
    const now = clock.now();
    const startedAt = this.#startedAt ?? now;
    // Who never sent anything may not have begun to; from our start on it is late.
    const watchedSince = Math.min(startedAt, (await ledger.firstArrival(system)) ?? startedAt) as Instant;
    for (const expected of expects) {
      const deadline = lastDeadline(expected, now);
      const late = isLate(deadline, await ledger.lastArrival(system, expected.name), watchedSince);
      await this.#say(system, lateFile(expected, late ? deadline : null), late, expected.entity);
    }
  }

  async #say(system: string, condition: FileCondition, holds: boolean, entity?: string): Promise<void> {
    const name = `${system} ${entity ?? ''} ${condition.condition}`;
    const words = `${holds} ${condition.text}`;
    if (this.#said.get(name) === words) return;
    await this.#observe(system, condition, holds, entity);
    this.#said.set(name, words);
  }

  async #observe(
    system: string,
    condition: FileCondition,
    holds: boolean,
    entity: string = this.#options.entity,
  ): Promise<void> {
    await this.#options.conditions.observe({ entity, channel: system, holds, ...condition });
  }

  #timeLimit(): { readonly signal: AbortSignal; end(): void } {
    const { signal, giveUp, end } = timeLimit(this.#options.clock, COLLECT_LIMITS.lookMaxMs);
    this.#stop.signal.addEventListener('abort', giveUp, { once: true });
    return {
      signal,
      end: () => {
        end();
        this.#stop.signal.removeEventListener('abort', giveUp);
      },
    };
  }
}

/** Why the file, or something of it, was not let in; `null` if nothing is held. */
function whyHeld(receipt: Receipt): string | null {
  if (receipt.kind === 'quarantined') return receipt.reason;
  if (receipt.kind !== 'received') return null;
  return receipt.facts.find((fact) => fact.status === 'quarantined')?.reason ?? null;
}

const outcomeOf = ({ kind }: Receipt): FileOutcome => (kind === 'received' ? 'received' : 'refused');
