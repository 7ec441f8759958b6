/** A system with customers of its own: people edit them there, it says so, and it does as it is told. */
import type { CanonicalFact, Connector, OutboundCommand } from '../../src/application/ports/connector.ts';
import { FACTS } from '../../src/canonical/catalogue.ts';
import type { Instant } from '../../src/kernel/instant.ts';

type Values = Readonly<Record<string, string>>;

export interface RecordSystemOptions {
  readonly system: string;
  now(): Instant;
  /** How it keeps what it is told: short fields, capitals. */
  keep?(value: string): string;
  /** It repeats the name of the update that it answers, as a good system does. */
  readonly tellsOf?: boolean;
  /** It pushes a message for its own change after an update as well. */
  readonly pushesEchoes?: boolean;
}

export class RecordSystem {
  readonly books = new Map<string, { customer: string; version: number; values: Values }>();
  /** Updates that it was told. */
  told = 0;
  /** Where it pushes its messages. */
  push: (facts: readonly CanonicalFact[]) => Promise<unknown> = () => Promise.resolve();
  readonly #options: RecordSystemOptions;

  constructor(options: RecordSystemOptions) {
    this.#options = options;
  }

  /** A person edits a customer there; the system says so. */
  async edit(number: string, customer: string, values: Values): Promise<void> {
    this.#write(number, customer, values);
    await this.push([this.#statement(number, null)]);
  }

  #write(number: string, customer: string, values: Values): void {
    const held = this.books.get(number);
    const kept = { ...held?.values, ...values };
    this.books.set(number, { customer, version: (held?.version ?? 0) + 1, values: kept });
  }

  #statement(number: string, of: string | null): CanonicalFact {
    const { customer, version, values } = this.books.get(number)!;
    const { system, now } = this.#options;
    const content = { customer, system, number, version, ...(of === null ? {} : { of }), ...values };
    const id = `${number}/${version}`;
    // No two of its own words are of one moment.
    const occurredAt = (now() + version) as Instant;
    return { type: FACTS.customerStated.type, id, entity: 'uk', occurredAt, content };
  }

  connector(): Connector {
    return {
      system: this.#options.system,
      proof: { honoursKey: true, settleAfterMs: 0 },
      budget: { concurrency: 1, perSecond: 1_000, timeoutMs: 3_600_000 },
      translate: () => ({ kind: 'rejected', reason: 'it pushes facts' }),
      execute: (command) => this.#execute(command),
      probe: () => Promise.resolve({ kind: 'absent' }),
      statement: () => Promise.resolve([]),
    };
  }

  async #execute({ content }: OutboundCommand) {
    const { customer, number = `${this.#options.system}-${customer}`, of, fields } = content as {
      customer: string;
      number?: string;
      of: string;
      fields: Values;
    };
    this.told += 1;
    const keep = this.#options.keep ?? ((value) => value);
    const kept = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, keep(value)]));
    this.#write(number, customer, kept);
    const said = this.#statement(number, this.#options.tellsOf === true ? of : null);
    if (this.#options.pushesEchoes === true) await this.push([said]);
    return { kind: 'done', facts: [said] } as const;
  }
}
