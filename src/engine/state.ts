import type { Instant } from '../kernel/instant.ts';
import { assert } from '../kernel/assert.ts';
import { saysTheSame } from '../kernel/enclosed.ts';
import { factName, type FactShape, type ToldFact } from './fact.ts';

/** One of the contents that were stated for a register's current version. */
export interface Stated<T> {
  readonly value: T;
  readonly text: string;
  /** The fact that says so; of several with the same content, the one whose name sorts first. */
  readonly fact: string;
  /** System that says so. */
  readonly source: string;
  /** Earliest time at which it was said to have happened. */
  readonly occurredAt: Instant;
}

/**
 * All that is known under one business key: the highest version stated, and every different
 * content stated for that version. More than one content is a dispute, and stays one until a
 * decision fact picks a content or a newer version arrives.
 */
export interface Register<T = unknown> {
  readonly key: string;
  readonly version: number;
  /** Sorted by text, so that the order of arrival cannot be seen. */
  readonly contents: readonly [Stated<T>, ...Stated<T>[]];
}

/** Registers of one fact type, sorted by key. */
type Slot = readonly Register[];

/**
 * State of one workflow instance: versioned registers, gathered by the engine alone. Whatever the
 * order and the repetition of its facts, the same set of facts gives the same state (law 1).
 */
export interface State {
  readonly slots: readonly Slot[];
}

/** What one fact did to the state. */
export type Evolution =
  /** New key or newer version: it counts from now on. */
  | 'applied'
  /** Same key, version and content under a new id: the sender repeats itself. */
  | 'duplicate'
  /** A newer version is known already: kept as history, changes nothing. */
  | 'superseded'
  /** Same key and version, other content: both are kept, and disputed. */
  | 'conflict';

/** A fact type bound to its slot in the state of one workflow. */
export interface RegisterType<T = unknown> extends FactShape<T> {
  readonly slot: number;
}

/** Register types of a workflow by fact type. */
export type RegisterTypes = ReadonlyMap<string, RegisterType<never>>;

/** Binds fact types to slots, in the order given. */
export function registerTypes<const S extends Readonly<Record<string, FactShape<never>>>>(
  shapes: S,
): { readonly [K in keyof S]: S[K] & { readonly slot: number } } {
  const bound: Record<string, unknown> = {};
  let slot = 0;
  for (const [name, shape] of Object.entries(shapes)) bound[name] = { ...shape, slot: slot++ };
  return bound as { readonly [K in keyof S]: S[K] & { readonly slot: number } };
}

/** The bound types of a workflow by fact type, which is how facts find their slot. */
export const byFactType = (bound: Readonly<Record<string, RegisterType<never>>>): RegisterTypes =>
  new Map(Object.values(bound).map((type) => [type.type, type]));

const EMPTY_SLOT: Slot = [];

export function emptyState(types: RegisterTypes): State {
  return { slots: Array.from({ length: types.size }, () => EMPTY_SLOT) };
}

/** Position of `key` in a slot sorted by key, or the complement of where it belongs. */
function find(slot: Slot, key: string): number {
  let low = 0;
  let high = slot.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = slot[middle]!.key;
    if (at === key) return middle;
    if (at < key) low = middle + 1;
    else high = middle;
  }
  return ~low;
}

/** A state that is being added to: each slot is copied once, when it is first written. */
class Draft {
  readonly #from: State;
  #slots: Slot[] | null = null;
  readonly #copied = new Set<number>();

  constructor(from: State) {
    this.#from = from;
  }

  slot(slot: number): Slot {
    return (this.#slots ?? this.#from.slots)[slot]!;
  }

  /** Sets the register at a position, or, where it is a complement, inserts it there. */
  set(slot: number, at: number, register: Register): void {
    this.#slots ??= this.#from.slots.slice();
    if (!this.#copied.has(slot)) {
      this.#slots[slot] = this.#slots[slot]!.slice();
      this.#copied.add(slot);
    }
    const registers = this.#slots[slot] as Register[];
    if (at >= 0) registers[at] = register;
    else registers.splice(~at, 0, register);
  }

  /** What came of it: the state that it began with, if nothing was added. */
  state(): State {
    return this.#slots === null ? this.#from : { slots: this.#slots };
  }
}

/**
 * Adds one fact to the state. Commutative and idempotent: registers only ever rise to a higher
 * version or gain a content, and everything kept of a content is a minimum over its facts.
 */
export function evolve(
  types: RegisterTypes,
  state: State,
  fact: ToldFact,
): { readonly state: State; readonly evolution: Evolution } {
  const draft = new Draft(state);
  const evolution = add(types, draft, fact);
  return { state: draft.state(), evolution };
}

/** Adds many facts: as one after the other, at the cost of their number and not of its square. */
export function evolveAll(types: RegisterTypes, state: State, facts: Iterable<ToldFact>): State {
  const draft = new Draft(state);
  for (const fact of facts) add(types, draft, fact);
  return draft.state();
}

function add(types: RegisterTypes, draft: Draft, fact: ToldFact): Evolution {
  const type = types.get(fact.type) as RegisterType | undefined;
  assert(type !== undefined, `fact type ${fact.type} has no register in this workflow`);
  const key = type.key(fact.content);
  const version = type.version(fact.content);
  const stated: Stated<unknown> = {
    value: fact.content,
    text: fact.text,
    fact: factName(fact),
    source: fact.source,
    occurredAt: fact.occurredAt,
  };
  const slot = draft.slot(type.slot);
  const at = find(slot, key);
  const known = at >= 0 ? slot[at]! : undefined;

  if (known === undefined || version > known.version) {
    draft.set(type.slot, at, { key, version, contents: [stated] });
    return 'applied';
  }
  if (version < known.version) return 'superseded';

  const same = known.contents.findIndex((content) => saysTheSame(content.text, fact.text));
  if (same >= 0) {
    const merged = mergeStated(known.contents[same]!, stated);
    if (merged === known.contents[same]) return 'duplicate';
    const contents = sorted(known.contents.with(same, merged));
    draft.set(type.slot, at, { key, version, contents });
    return 'duplicate';
  }
  const contents = sorted([...known.contents, stated]);
  draft.set(type.slot, at, { key, version, contents });
  return 'conflict';
}

const sorted = (contents: Stated<unknown>[]): Register['contents'] =>
  contents.sort((a, b) => (a.text < b.text ? -1 : 1)) as unknown as Register['contents'];

function mergeStated(known: Stated<unknown>, repeated: Stated<unknown>): Stated<unknown> {
  const earlier = repeated.occurredAt < known.occurredAt;
  const first = repeated.fact < known.fact;
  // Said again after an erasure: of the two texts the one that sorts first stands, whoever came first.
  const words = repeated.text < known.text ? repeated : known;
  if (!earlier && !first && words === known) return known;
  return {
    ...known,
    value: words.value,
    text: words.text,
    occurredAt: earlier ? repeated.occurredAt : known.occurredAt,
    fact: first ? repeated.fact : known.fact,
    source: first ? repeated.source : known.source,
  };
}

/** Content type of a register type. */
export type ContentOf<R> = R extends { key(content: infer T): string } ? T : never;

/** All registers of a type, sorted by key. */
export function registers<T>(state: State, type: RegisterType<T>): readonly Register<T>[] {
  return state.slots[type.slot] as readonly Register<T>[];
}

/** The register under a key, or `undefined` if nothing is known. */
export function register<T>(
  state: State,
  type: RegisterType<T>,
  key: string,
): Register<T> | undefined {
  const slot = state.slots[type.slot]!;
  const at = find(slot, key);
  return at >= 0 ? (slot[at] as Register<T>) : undefined;
}

/** Whether several contents are stated for the register's version. */
export const isDisputed = (known: Register): boolean => known.contents.length > 1;

/**
 * The content to reckon with: the only one stated, or, while disputed, the one whose text sorts
 * first, so that the answer never depends on who arrived first. Whoever acts on it must look at
 * {@link isDisputed} first.
 */
export const contentOf = <T>(known: Register<T>): T => known.contents[0].value;
