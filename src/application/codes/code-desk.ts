import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { parseUnitRule } from '../../domain/masterdata/units.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { CodeStore, StoredMapping } from '../ports/code-store.ts';
import type { CanonicalFact } from '../ports/connector.ts';
import type { QuarantineFilter, StoredQuarantine } from '../ports/upkeep-store.ts';
import { readAgain, redrive, type RedriveOptions, type RedriveReport } from '../receive/redrive.ts';
import { EVERY_SYSTEM, type CodeBooks, type Mapping } from './code-books.ts';
import type { CodeKeeper } from './code-keeper.ts';

/** The list whose meanings are numbers of base units. */
const ITEM_UNITS = 'item-unit';
/** Messages that a preview translates: enough to see what a mapping does, in well under a second. */
const PREVIEWED_MAX = 500;
/** Messages that a preview shows. */
const SHOWN_MAX = 20;

/** What it works with. */
export interface CodeDeskOptions extends RedriveOptions {
  readonly codes: CodeStore;
  readonly books: CodeBooks;
  readonly keeper: CodeKeeper;
}

/** A mapping that was made, and what it let in. */
export interface Mapped extends RedriveReport {
  readonly mapping: StoredMapping;
  readonly before: string | null;
}

/** A waiting message, as a mapping would make it. */
export interface PreviewedMessage {
  readonly entry: bigint;
  readonly messageId: string | null;
  /** What it would say; none: it would still be faulty. */
  readonly facts: readonly {
    readonly type: string;
    readonly entity: string;
    readonly key: string;
    /** Canonical wire text of the content. */
    readonly text: string;
  }[];
  /** Why it would still not be let in. */
  readonly reason: string | null;
}

/** What a mapping would do, with nothing done. */
export interface Preview {
  readonly before: string | null;
  readonly examined: number;
  readonly wouldComeIn: number;
  readonly stillFaulty: number;
  /** Every waiting message was looked at. */
  readonly complete: boolean;
  readonly messages: readonly PreviewedMessage[];
}

/** Where people say what a code means: tried first without effect, then for good. */
export class CodeDesk {
  readonly #options: CodeDeskOptions;

  constructor(options: CodeDeskOptions) {
    this.#options = options;
  }

  /** Makes a mapping, and lets in what waited for it, in the order of its arrival. */
  async map(mapping: Mapping, actor: string, reason: string): Promise<Result<Mapped, Refusal>> {
    const fault = this.#faultOf(mapping);
    if (fault !== null) return err(fault);
    const { codes, keeper, clock } = this.#options;
    const { system, list, code, meaning } = mapping;
    const mappedAt = clock.now();
    let before: string | null = null;
    const stored = await codes.append(
      { system, list, code, meaning, reason, mappedBy: actor, mappedAt },
      (earlier) => {
        before = earlier?.meaning ?? null;
        return {
          at: mappedAt,
          actor,
          action: 'code.map',
          entity: null,
          subject: `code/${system}/${list}/${code}`,
          before,
          after: meaning,
          reason,
        };
      },
    );
    await keeper.refresh();
    const waited = await this.#waitedFor(mapping);
    const report = await redrive(this.#options, this.#filterOf(mapping));
    for (const source of waited) await keeper.look(source, { list, code });
    return ok({ mapping: stored, before, ...report });
  }

  /** Shows what a mapping would do to the messages that wait for it. */
  async preview(mapping: Mapping): Promise<Result<Preview, Refusal>> {
    const fault = this.#faultOf(mapping);
    if (fault !== null) return err(fault);
    const { store, books, keeper } = this.#options;
    await keeper.refresh();
    const entries = await store.quarantined(this.#filterOf(mapping), 0n, PREVIEWED_MAX + 1);
    const examined = entries.slice(0, PREVIEWED_MAX);
    const messages = books.supposing(mapping, () => examined.map((entry) => this.#previewOf(entry)));
    const wouldComeIn = messages.filter(({ reason }) => reason === null).length;
    const { system, list, code } = mapping;
    return ok({
      before: books.bookOf(system).meaning(list, code),
      examined: examined.length,
      wouldComeIn,
      stillFaulty: examined.length - wouldComeIn,
      complete: entries.length <= PREVIEWED_MAX,
      messages: messages.slice(0, SHOWN_MAX),
    });
  }

  #previewOf(entry: StoredQuarantine): PreviewedMessage {
    const read = readAgain(entry, this.#options);
    const { number, messageId } = entry;
    if ('reason' in read) return { entry: number, messageId, facts: [], reason: read.reason };
    return { entry: number, messageId, facts: read.facts.map(shown), reason: null };
  }

  #filterOf({ system, list, code }: Mapping): QuarantineFilter {
    const waitsFor = { list, code };
    return system === EVERY_SYSTEM ? { waitsFor } : { source: system, waitsFor };
  }

  /** Systems whose messages wait for the code. */
  async #waitedFor({ system, list, code }: Mapping): Promise<readonly string[]> {
    if (system !== EVERY_SYSTEM) return [system];
    const { codes, connectors } = this.#options;
    const found: string[] = [];
    for (const source of connectors.keys()) {
      if ((await codes.waitingFor(source, { list, code })) !== null) found.push(source);
    }
    return found;
  }

  #faultOf({ system, list, meaning }: Mapping): Refusal | null {
    const { connectors } = this.#options;
    if (system !== EVERY_SYSTEM && !connectors.has(system)) {
      const known = [...connectors.keys()].join(', ');
      const detail = `There is no system ${system}; there are ${known}, and ${EVERY_SYSTEM} for all of them.`;
      return { code: 'invalid-request', detail, param: '$.system' };
    }
    if (list !== ITEM_UNITS || meaning === null) return null;
    const rule = parseUnitRule(meaning);
    return rule.ok ? null : { code: 'invalid-request', detail: rule.error, param: '$.meaning' };
  }
}

function shown({ type, entity, content }: CanonicalFact): PreviewedMessage['facts'][number] {
  const factType = factTypeOf(type);
  const text = factType?.encode(content) ?? 'null';
  return { type, entity, key: factType?.key(content) ?? '', text };
}
