import { assert } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Connector } from '../ports/connector.ts';
import {
  nameOf,
  type ComparisonRow,
  type ComparisonStore,
  type DifferenceRow,
  type DifferenceVerdict,
  type RecordRange,
  type SiteCount,
  type UnitWorth,
} from '../ports/comparison-store.ts';
import type { Inventory, InventoryRecord, ObjectName } from '../ports/inventory.ts';
import type { FactResult } from '../process/submission.ts';
import type { FrontDoor } from '../receive/receive.ts';
import type { LostFact } from '../watch/loss-alarm.ts';
import { compareNames, digestOf, pairsOf, sameFigures, type Pair } from './merge.ts';
import { figureCause, siteOf, stockStake } from './objects.ts';

/** Our records that are read at once where the hashes differ. */
const OWN_PAGE = 500;
/** Objects that are looked at one by one before their repairs are let in together. */
const REPAIRS_AT_ONCE = 50;

export interface ComparisonOptions {
  readonly store: ComparisonStore;
  readonly door: FrontDoor;
  readonly connector: Connector;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** Age from which a difference is no longer explained by a message on its way. */
  readonly lagMs: number;
  readonly signal: AbortSignal;
  /** Told now and then how many of their records were compared. */
  onProgress?(compared: number): void;
}

/** What does not agree of one entity, for its case. */
export interface EntityDifferences {
  odd: number;
  missingHere: number;
  missingThere: number;
  readonly atStake: Map<string, bigint>;
  example: string;
}

export interface ComparisonResult {
  readonly row: ComparisonRow;
  readonly byEntity: ReadonlyMap<string, EntityDifferences>;
  /** Facts that only the comparison brought. */
  readonly lost: readonly LostFact[];
}

/**
 * Compares what a system holds with what we know, page by page: both sides are sorted alike, the
 * count and the hash of each page are compared first, and only where they differ our records are
 * read and joined. What is left over is looked at one by one, repaired through the front door if
 * their record says enough, and otherwise kept with its cause. Memory holds two pages.
 */
export class Comparison {
  readonly #options: ComparisonOptions;
  readonly #startedAt: Instant;
  readonly #counts = { agreed: 0, odd: 0, missingHere: 0, missingThere: 0, inTransit: 0, repaired: 0 };
  readonly #byEntity = new Map<string, EntityDifferences>();
  readonly #stakes = new Map<string, bigint>();
  readonly #agreedAt = new Map<string, SiteCount>();
  #compared = 0;
  readonly #lost: LostFact[] = [];

  constructor(options: ComparisonOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  async run(): Promise<ComparisonResult> {
    const { inventory, signal, connector, store } = this.#options;
    const startedMs = performance.now();
    let after: string | null = null;
    // Records of one sort key may go on on the next page: the last ones wait for it.
    let waiting: readonly InventoryRecord[] = [];
    for await (const page of inventory.pages(signal)) {
      const records: readonly InventoryRecord[] = waiting.length === 0 ? page : [...waiting, ...page];
      assertSorted(records, inventory.object);
      const last = records.at(-1)?.sortedBy;
      const from = records.findIndex(({ sortedBy }) => sortedBy === last);
      const whole: readonly InventoryRecord[] = from <= 0 ? [] : records.slice(0, from);
      waiting = from <= 0 ? records : records.slice(from);
      if (whole.length > 0) {
        const upTo: string = whole.at(-1)!.sortedBy;
        await this.#range(whole, { after, upTo });
        after = upTo;
      }
    }
    await this.#range(waiting, { after, upTo: null });
    const row: ComparisonRow = {
      system: connector.system,
      object: inventory.object,
      comparedAt: this.#startedAt,
      endedAt: this.#options.clock.now(),
      tookMs: Math.round(performance.now() - startedMs),
      ...this.#counts,
      atStake: [...this.#stakes].map(([currency, minor]) => ({ currency, minor })),
      agreedAt: [...this.#agreedAt.values()],
      failure: null,
    };
    await store.finish(row);
    return { row, byEntity: this.#byEntity, lost: this.#lost };
  }

  async #range(theirs: readonly InventoryRecord[], range: RecordRange): Promise<void> {
    const { store, inventory, connector } = this.#options;
    const own = await store.digest(inventory.object, connector.system, range);
    const other = digestOf(theirs);
    if (own.count === other.count && own.hash === other.hash) {
      this.#agree(theirs);
    } else {
      await this.#join(theirs, range);
    }
    this.#compared += theirs.length;
    this.#options.onProgress?.(this.#compared);
  }

  /** Joins their page with our records of its range, of which there may be many more. */
  async #join(theirs: readonly InventoryRecord[], range: RecordRange): Promise<void> {
    const { store, inventory, connector } = this.#options;
    let after: ObjectName | null = null;
    let from = 0;
    for (;;) {
      const ours: readonly InventoryRecord[] = await store.records(
        inventory.object,
        connector.system,
        range,
        after,
        OWN_PAGE,
      );
      const isLast = ours.length < OWN_PAGE;
      const end = ours.at(-1);
      let to = theirs.length;
      if (!isLast) {
        to = theirs.findIndex((record) => compareNames(record, end!) > 0);
        if (to < 0) to = theirs.length;
      }
      const pairs = pairsOf(theirs.slice(from, to), ours);
      this.#agree(pairs.filter(sameFigures).map(nameOfPair));
      await this.#settle(pairs.filter((pair) => !sameFigures(pair)));
      if (isLast) return;
      from = to;
      after = end!;
    }
  }

  /** What is open on one side alone may be known on the other all the same, only not as open. */
  async #settle(candidates: readonly Pair[]): Promise<void> {
    const { store, inventory, connector } = this.#options;
    for (let at = 0; at < candidates.length; at += REPAIRS_AT_ONCE) {
      const some = candidates.slice(at, at + REPAIRS_AT_ONCE);
      const ours = byName(
        await store.find(inventory.object, connector.system, some.map(nameOfPair)),
      );
      const looked: Looked[] = [];
      for (const pair of some) {
        const known = { ...pair, ours: ours.get(nameOf(nameOfPair(pair))) ?? null };
        if (sameFigures(known)) this.#agree([nameOfPair(pair)]);
        else looked.push(await this.#look(known));
      }
      await this.#repair(looked.filter((one) => !this.#countAgreed(one)));
    }
  }

  #countAgreed(one: Looked): boolean {
    if (!sameFigures(one)) return false;
    this.#agree([one.name]);
    return true;
  }

  #agree(names: readonly ObjectName[]): void {
    this.#counts.agreed += names.length;
    if (this.#options.inventory.object !== 'stock') return;
    for (const { entity, number } of names) {
      const site = siteOf(number);
      const key = nameOf({ entity, number: site });
      const count = (this.#agreedAt.get(key)?.count ?? 0) + 1;
      this.#agreedAt.set(key, { entity, site, count });
    }
  }

  async #look(pair: Pair): Promise<Looked> {
    const { inventory, signal } = this.#options;
    const { record, facts } = await inventory.read(nameOfPair(pair), signal);
    return { ...pair, theirs: record, facts, name: nameOfPair(pair), results: [] };
  }

  async #repair(looked: readonly Looked[]): Promise<void> {
    if (looked.length === 0) return;
    const { store, door, inventory, connector } = this.#options;
    const facts = looked.flatMap((one) => one.facts);
    const results = facts.length === 0 ? [] : await door.admitSwept(connector.system, facts);
    const lost: LostFact[] = [];
    let at = 0;
    const told = looked.map((one) => ({ ...one, results: results.slice(at, (at += one.facts.length)) }));
    const now = byName(
      await store.find(inventory.object, connector.system, looked.map(({ name }) => name)),
    );
    const rest: Looked[] = [];
    for (const one of told) {
      const after = { ...one, ours: now.get(nameOf(one.name)) ?? null };
      for (const [index, result] of one.results.entries()) {
        const { entity, type } = one.facts[index]!;
        if (result.status === 'accepted' || result.status === 'conflict') lost.push({ entity, type });
      }
      if (sameFigures(after)) this.#counts[isAccepted(one.results) ? 'repaired' : 'agreed'] += 1;
      else rest.push(after);
    }
    await this.#countLosses(lost);
    await this.#keep(rest);
  }

  async #countLosses(found: readonly LostFact[]): Promise<void> {
    const { connector, door, clock } = this.#options;
    if (connector.pollOnly === true || found.length === 0) return;
    const losses = new Map<string, number>();
    for (const { type } of found) losses.set(type, (losses.get(type) ?? 0) + 1);
    const seenAt = clock.now();
    const day = formatInstant(seenAt).slice(0, 10);
    const { system } = connector;
    this.#lost.push(...found);
    await door.countLosses([...losses].map(([channel, lost]) => ({ system, channel, day, lost, seenAt })));
  }

  /** What could not be repaired is kept with its age; young ones may only be on their way. */
  async #keep(rest: readonly Looked[]): Promise<void> {
    if (rest.length === 0) return;
    const { store, inventory, connector, lagMs } = this.#options;
    const { object } = inventory;
    const now = this.#startedAt;
    const names = rest.map(({ name }) => name);
    const seen = await store.firstSeen(object, connector.system, names);
    const worths = object === 'stock' ? await store.unitWorths(names) : NO_WORTHS;
    const rows = rest.map((one): DifferenceRow => {
      const firstSeenAt = seen.get(nameOf(one.name)) ?? now;
      const settledBefore = now - lagMs;
      const changes = [one.theirs, one.ours].flatMap((record) => (record === null ? [] : [record.changedAt]));
      const isOld = changes.every((at) => at !== null && at <= settledBefore);
      const unit = worths.get(nameOf(one.name));
      const stake = unit === undefined ? null : stockStake(one.theirs?.figures, one.ours?.figures, unit);
      const worth = stake?.worth ?? one.ours?.worth ?? one.theirs?.worth ?? null;
      const cause = causeOf(one, this.#options.inventory);
      return {
        system: connector.system,
        object,
        entity: one.name.entity,
        number: one.name.number,
        verdict: verdictOf(one),
        inTransit: !isOld && firstSeenAt > settledBefore,
        ours: one.ours?.figures.join(' ') ?? null,
        theirs: one.theirs?.figures.join(' ') ?? null,
        cause: stake === null ? cause : `${cause}; ${stake.because}`,
        atStakeMinor: worth?.amountMinor ?? null,
        currency: worth?.currency ?? null,
        firstSeenAt,
        lastSeenAt: now,
      };
    });
    for (const row of rows) this.#count(row);
    await store.saveDifferences(rows);
  }

  #count(row: DifferenceRow): void {
    if (row.inTransit) {
      this.#counts.inTransit += 1;
      return;
    }
    const word = COUNT_OF[row.verdict];
    this.#counts[word] += 1;
    let own = this.#byEntity.get(row.entity);
    if (own === undefined) {
      const example = `${row.number}: ${row.cause}`;
      own = { odd: 0, missingHere: 0, missingThere: 0, atStake: new Map(), example };
      this.#byEntity.set(row.entity, own);
    }
    own[word] += 1;
    if (row.atStakeMinor === null || row.currency === null) return;
    for (const sums of [own.atStake, this.#stakes]) {
      sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.atStakeMinor);
    }
  }
}

/** A pair of which their side was read in full. */
interface Looked extends Pair {
  readonly name: ObjectName;
  readonly facts: Awaited<ReturnType<Inventory['read']>>['facts'];
  readonly results: readonly FactResult[];
}

const NO_WORTHS: ReadonlyMap<string, UnitWorth> = new Map();

const COUNT_OF = {
  odd: 'odd',
  'missing-here': 'missingHere',
  'missing-there': 'missingThere',
} as const satisfies Record<DifferenceVerdict, string>;

const verdictOf = ({ theirs, ours }: Pair): DifferenceVerdict =>
  theirs === null ? 'missing-there' : ours === null ? 'missing-here' : 'odd';

function causeOf({ theirs, ours, results }: Looked, { object }: Inventory): string {
  const refused = results.find((result) => result.status === 'quarantined');
  const why =
    refused?.status === 'quarantined'
      ? `; what it states was not let in: ${refused.reason}`
      : results.some(({ status }) => status === 'conflict')
        ? '; both statements are kept, and disputed'
        : '';
  if (theirs === null) return 'it is not known there';
  if (ours === null) return `it is not known here${why}`;
  return `${figureCause(object, theirs.figures, ours.figures)}${why}`;
}

const isAccepted = (results: readonly FactResult[]): boolean =>
  results.some(({ status }) => status === 'accepted');

const nameOfPair = ({ theirs, ours }: Pair): ObjectName => {
  const { entity, sortedBy, number } = (theirs ?? ours)!;
  return { entity, sortedBy, number };
};

const byName = (records: readonly InventoryRecord[]): ReadonlyMap<string, InventoryRecord> =>
  new Map(records.map((record) => [nameOf(record), record]));

function assertSorted(records: readonly InventoryRecord[], object: string): void {
  for (let at = 1; at < records.length; at++) {
    const isSorted = compareNames(records[at - 1]!, records[at]!) < 0;
    assert(isSorted, `the list of ${object} is not sorted at ${records[at]!.number}`);
  }
}
