import type { Fact } from '../../engine/fact.ts';
import type { World } from '../world.ts';

/** A command as it arrives at a system. */
export interface Request {
  /** Idempotency key. */
  readonly key: string;
  readonly type: string;
  readonly generation: number;
  readonly content: unknown;
}

/** What a system answers, with what it enters into its books as facts. */
export interface Answer {
  readonly kind: 'done' | 'refused';
  readonly facts: readonly Fact[];
}

/** A simulated system: its own books, and nothing of ours. */
export interface System {
  readonly name: string;
  /** It gives the first answer again to a request that repeats a key, refusals included. */
  readonly honoursKey: boolean;
  /** How long, in milliseconds, a request that we gave up on may still land. */
  readonly settleMs: number;
  /** How long it takes to answer, at most, in milliseconds. */
  readonly latencyMs: number;
  execute(request: Request): Answer;
  /** What it answered, or `null` while it has no record of it. */
  probe(request: Request): Answer | null;
}

const DONE: Answer = { kind: 'done', facts: [] };

/** Done, and there is nothing to tell. */
export const done = (): Answer => DONE;

/** How often a system tells on its own feed what it has just answered. */
const TOLD_TWICE = 0.3;

/** A system that honours the idempotency key. */
export abstract class KeyedSystem implements System {
  abstract readonly name: string;
  readonly honoursKey = true;
  readonly settleMs: number = 60_000;
  readonly latencyMs: number = 400;
  protected readonly world: World;
  readonly #answers = new Map<string, Answer>();

  constructor(world: World) {
    this.world = world;
  }

  execute(request: Request): Answer {
    const known = this.#answers.get(request.key);
    if (known !== undefined) return known;
    const answer = this.apply(request);
    this.#answers.set(request.key, answer);
    for (const fact of answer.facts) if (this.world.random.chance(TOLD_TWICE)) this.world.tell(fact);
    return answer;
  }

  probe(request: Request): Answer | null {
    return this.#answers.get(request.key) ?? null;
  }

  /** Takes effect: called once per key. */
  protected abstract apply(request: Request): Answer;
}
