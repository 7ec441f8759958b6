/**
 * Writes what decision tables decided into the audit chain, where the acts of people and keys stand. The
 * chain has one end, and every entry waits for it; so the rules are not written down while they decide, but
 * soon after, in the order of commits, many at a time. Any number of processes share the work.
 */
import { FACTS } from '../../canonical/catalogue.ts';
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS } from '../../kernel/instant.ts';
import type { FactFeed, FeedItem, FeedPosition } from '../ports/fact-feed.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import type { AuditEntry } from './audit.ts';

/** Entries of one unit: short enough not to keep a person waiting for the end of the chain. */
const ENTRIES_MAX = 200;
/** Transactions without a decision that may be read again at the next look. */
const TRANSACTIONS_UNMARKED_MAX = 1_000n;
/** Milliseconds between two looks: an account, and not a signal. */
const LOOK_EVERY_MS = 15 * MINUTE_MS;
const SELECTION = { types: [FACTS.policyDecided.type], entities: [] } as const;

/** How far the rules are written down. */
export interface RuleMark {
  at(): Promise<FeedPosition>;
  /** Appends entries and moves on, in one unit; false: another process was faster. */
  write(from: FeedPosition, to: FeedPosition, entries: readonly AuditEntry[]): Promise<boolean>;
}

export interface RuleScribeOptions {
  readonly feed: Pick<FactFeed, 'read'>;
  readonly mark: RuleMark;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class RuleScribe {
  readonly #options: RuleScribeOptions;
  readonly #looks: RecurringLook;

  constructor(options: RuleScribeOptions) {
    this.#options = options;
    const { clock, logger } = options;
    const failure = 'could not write decisions of rules into the audit chain';
    this.#looks = new RecurringLook({
      clock, logger, intervalMs: LOOK_EVERY_MS, failure, look: () => this.look(),
    });
  }

  start(): void {
    this.#looks.start();
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }

  busy(): boolean {
    return this.#looks.busy();
  }

  /** Writes down everything that was decided until now. */
  async look(): Promise<void> {
    const { feed, mark } = this.#options;
    for (let more = true; more; ) {
      const from = await mark.at();
      const slice = await feed.read(SELECTION, from, ENTRIES_MAX);
      // Where nothing was decided the mark follows now and then: each step is a transaction of its own.
      const passed = BigInt(slice.next[0]) - BigInt(from[0]);
      const isNews = slice.items.length > 0 || passed >= TRANSACTIONS_UNMARKED_MAX;
      if (!isNews || !(await mark.write(from, slice.next, slice.items.map(entryOf)))) return;
      more = slice.more;
    }
  }
}

/** What a rule decided, as an act of the rule: its name holds the version and the row. */
function entryOf({ fact }: FeedItem): AuditEntry {
  const { decision, table, tableVersion, row, inputs, outputs } = FACTS.policyDecided.read(fact.text);
  return {
    at: fact.recordedAt,
    actor: `rule/${table}`,
    principal: `rule/${table}@${tableVersion}#${row}`,
    action: 'rule.decide',
    entity: fact.entity,
    subject: `${fact.instance} ${decision}`,
    before: JSON.stringify(inputs),
    after: JSON.stringify(outputs),
    reason: `${fact.source}/${fact.id}`,
  };
}
