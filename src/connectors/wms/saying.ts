import type { CanonicalFact } from '../../application/ports/connector.ts';
import type { Instant } from '../../kernel/instant.ts';

/** Which event says it, about whose business, and when that happened. */
export interface Saying {
  readonly eventNo: number;
  /** Where it stands in the warehouse's log, however often it is said; absent in older logs. */
  readonly logNo?: number | undefined;
  readonly entity: string;
  readonly occurredAt: Instant;
}

/** A fact that an event states; `part` tells several of one event apart. */
export function fact(saying: Saying, type: string, content: unknown, part = ''): CanonicalFact {
  const { eventNo, entity, occurredAt } = saying;
  return { type, id: `event/${eventNo}${part}`, entity, occurredAt, content };
}
