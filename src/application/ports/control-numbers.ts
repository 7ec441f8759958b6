/** Numbers of the interchanges that we send: each is used once, and a command keeps the one it had. */
import type { Instant } from '../../kernel/instant.ts';

export interface ControlNumber {
  /** One to nine digits. */
  readonly number: number;
  /** When it was given: stands in the interchange, which is then the same however often it is written. */
  readonly assignedAt: Instant;
}

export interface ControlNumbers {
  /** The number of a command to a system, by its idempotency key; the first time a new one. */
  assign(system: string, key: string, now: Instant): Promise<ControlNumber>;
  /** The number that a command has, or `null`: nothing was ever written for it. */
  known(system: string, key: string): Promise<ControlNumber | null>;
}
