import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import type { Connector } from '../ports/connector.ts';
import type { DispatchStore } from '../ports/dispatch-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { Admission } from '../receive/admit.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly processId: string;
  readonly store: DispatchStore;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly admission: Admission;
  /** Business time: delays, settle times, timeouts. */
  readonly clock: Clock;
  /** Time that really runs: leases between processes. Business time may be virtual. */
  readonly leaseClock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}
