/**
 * What the messages of a channel look like, learned one message at a time: which members they have, of
 * which type, and how often. Once enough were seen, a member that vanishes, appears or changes its type
 * is a drift, until somebody accepts it or the messages look as before. Pure.
 */
import { formatInstant, type Instant } from '../../kernel/instant.ts';

/** JSON types; the elements of an array are one member, `[]`. */
export type MemberType = 'string' | 'number' | 'boolean' | 'object' | 'array';

/** Member path to the types that one message has there; `null` counts as not there. */
export type Shape = ReadonlyMap<string, ReadonlySet<MemberType>>;

/** Messages after which a channel is known. */
export const LEARNED_AFTER = 30;
/** Messages in a row without a member that was always there, or without a drift: it is gone, or over. */
export const GONE_AFTER = 20;
/** Members of one kind of message that are watched: more are data that somebody uses as names. */
export const MEMBERS_MAX = 400;
const DEPTH_MAX = 12;
/** Characters of a path: deeper ones are named by their beginning. */
const PATH_LENGTH_MAX = 160;
/** Elements of an array that are looked at: they look alike, or the first ones tell. */
const ELEMENTS_MAX = 20;

export interface Member {
  /** Messages that had it. */
  readonly count: number;
  readonly types: readonly MemberType[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Messages since it was there last. */
  readonly missing: number;
}

export type DriftKind = 'vanished' | 'appeared' | 'type';

/** A member that is not as it was. */
export interface Drift {
  readonly path: string;
  readonly kind: DriftKind;
  /** Types as they were, and as they came. */
  readonly from: readonly MemberType[];
  readonly to: readonly MemberType[];
  readonly since: Instant;
  /** Messages since it was seen last. */
  readonly quiet: number;
}

/** Everything that was learned of one kind of message. */
export interface Learned {
  readonly messages: number;
  readonly members: Readonly<Record<string, Member>>;
  readonly drifts: readonly Drift[];
}

export const NOTHING_LEARNED: Learned = { messages: 0, members: {}, drifts: [] };

/** The shape of a parsed message. */
export function shapeOf(value: unknown): Shape {
  const shape = new Map<string, Set<MemberType>>();
  walk(value, '$', 0, shape);
  return shape;
}

function walk(value: unknown, path: string, depth: number, shape: Map<string, Set<MemberType>>): void {
  if (value === null || value === undefined || depth > DEPTH_MAX || path.length > PATH_LENGTH_MAX) return;
  const type = Array.isArray(value) ? 'array' : (typeof value as MemberType);
  const known = shape.get(path);
  if (known !== undefined) known.add(type);
  else if (shape.size < MEMBERS_MAX) shape.set(path, new Set([type]));
  if (Array.isArray(value)) {
    for (const element of value.slice(0, ELEMENTS_MAX)) walk(element, `${path}[]`, depth + 1, shape);
  } else if (type === 'object') {
    for (const [name, member] of Object.entries(value)) walk(member, `${path}.${name}`, depth + 1, shape);
  }
}

/** Learns one message more. */
export function learn(learned: Learned, shape: Shape, at: Instant): Learned {
  const isKnown = learned.messages >= LEARNED_AFTER;
  const members: Record<string, Member> = { ...learned.members };
  const drifts = new Map<string, Drift>();
  for (const drift of learned.drifts) drifts.set(nameOf(drift), { ...drift, quiet: drift.quiet + 1 });
  const seen = (drift: Pick<Drift, 'path' | 'kind' | 'from' | 'to'>): void => {
    const name = nameOf(drift);
    drifts.set(name, { ...drift, since: drifts.get(name)?.since ?? at, quiet: 0 });
  };
  for (const [path, types] of shape) {
    const member = members[path];
    const came = [...types].toSorted();
    if (member === undefined) {
      // Members of what is new itself are told by it.
      if (isKnown) {
        if (isTold(path, members)) seen({ path, kind: 'appeared', from: [], to: came });
      } else if (Object.keys(members).length < MEMBERS_MAX) {
        members[path] = { count: 1, types: came, firstAt: at, lastAt: at, missing: 0 };
      }
      continue;
    }
    const other = came.filter((type) => !member.types.includes(type));
    if (other.length > 0 && isKnown) seen({ path, kind: 'type', from: member.types, to: other });
    const known = isKnown ? member.types : [...new Set([...member.types, ...came])].toSorted();
    members[path] = { ...member, count: member.count + 1, types: known, lastAt: at, missing: 0 };
    drifts.delete(nameOf({ path, kind: 'vanished' }));
  }
  for (const [path, member] of Object.entries(learned.members)) {
    // An empty array has not lost its elements.
    if (shape.has(path) || path.endsWith('[]') || !hasParent(path, shape)) continue;
    const missing = member.missing + 1;
    members[path] = { ...member, missing };
    const wasAlways = member.count + member.missing >= LEARNED_AFTER && member.missing + 1 >= GONE_AFTER;
    if (isKnown && wasAlways && isSteady(member)) {
      const name = nameOf({ path, kind: 'vanished' });
      const since = drifts.get(name)?.since ?? member.lastAt;
      drifts.set(name, { path, kind: 'vanished', from: member.types, to: [], since, quiet: 0 });
    }
  }
  const standing = [...drifts.values()].filter(({ quiet }) => quiet < GONE_AFTER);
  return { messages: learned.messages + 1, members, drifts: standing };
}

/** It was in at least as many messages as it would take to miss it. */
const isSteady = ({ count }: Member): boolean => count >= LEARNED_AFTER;

const parentOf = (path: string): string => path.replace(/(?:\[\]|\.[^.[\]]*)$/, '');

/** A member can only be missing from what is there. */
const hasParent = (path: string, shape: Shape): boolean => path === '$' || shape.has(parentOf(path));

const isTold = (path: string, members: Readonly<Record<string, Member>>): boolean =>
  path === '$' || members[parentOf(path)] !== undefined;

/** Names a drift of a kind of message. */
export const nameOf = ({ path, kind }: Pick<Drift, 'path' | 'kind'>): string => `${kind}:${path}`;

/** A person says that it is right so from now on. */
export function accept(learned: Learned, path: string, at: Instant): Learned {
  const members: Record<string, Member> = { ...learned.members };
  for (const drift of learned.drifts) {
    if (drift.path !== path) continue;
    if (drift.kind === 'vanished') delete members[path];
    else {
      const before = members[path] ?? { count: 0, types: [], firstAt: at, lastAt: at, missing: 0 };
      const types = [...new Set([...before.types, ...drift.to])].toSorted();
      members[path] = { ...before, types, lastAt: at };
    }
  }
  return { ...learned, members, drifts: learned.drifts.filter((drift) => drift.path !== path) };
}

/** What is not as it was, for people. */
export function sentenceOf({ path, kind, from, to, since }: Drift): string {
  const when = formatInstant(since).slice(0, 16).replace('T', ' ');
  const was = from.join(' or ');
  switch (kind) {
    case 'vanished':
      return `${path} (${was}) is there no more since ${when}`;
    case 'appeared':
      return `${path} (${to.join(' or ')}) is new since ${when}`;
    case 'type':
      return `${path} turned from ${was} to ${to.join(' or ')} at ${when}`;
  }
}
