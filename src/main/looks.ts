/** What a process looks at again and again by the clock, and nothing else waits for. */
import type pg from 'pg';
import type { RuleScribe } from '../application/access/rule-scribe.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { UpkeepStore } from '../application/ports/upkeep-store.ts';
import { promiseSampler } from '../application/stock/promise-sampler.ts';
import { agreementSampler } from '../application/watch/agreement-sampler.ts';
import { Attendance } from '../application/watch/attendance.ts';
import type { ConditionDesk } from '../application/watch/condition-desk.ts';
import { quarantineWatch } from '../application/watch/quarantine-watch.ts';
import { waitingWatch } from '../application/watch/waiting-watch.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Instant, LocalDate } from '../kernel/instant.ts';
import { postgresAgreementSamples } from '../postgres/queries/console.ts';
import { postgresPromiseSamples } from '../postgres/queries/stock-ledger.ts';
import { composeScribe } from './access.ts';
import type { Config } from './config/config.ts';

export interface LooksOptions {
  readonly pool: pg.Pool;
  readonly config: Config;
  readonly store: UpkeepStore;
  readonly conditions: ConditionDesk;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly logger: Logger;
  dateAt(site: string, at: Instant): LocalDate;
}

/** Looks that begin and end together. */
export interface Looks {
  /** Writes what rules decided into the audit chain. */
  readonly scribe: RuleScribe;
  /** Knows since when somebody has listened. */
  readonly attendance: Attendance;
  /** Whether a look is under way. */
  busy(): boolean;
  start(): void;
  stop(): Promise<void>;
}

export function composeLooks(options: LooksOptions): Looks {
  const { pool, config, store, conditions, connectors, clock, logger, dateAt } = options;
  const scribe = composeScribe(pool, clock, logger);
  const attendance = new Attendance(clock, logger);
  const entities = Object.keys(config.entities);
  const systems = Object.keys(config.systems);
  const onFiles = systems.filter((system) => connectors.get(system)?.mailbox !== undefined);
  const all = [
    agreementSampler(postgresAgreementSamples(pool, entities), clock, logger),
    promiseSampler({ samples: postgresPromiseSamples(pool), clock, logger, dateAt }),
    waitingWatch({ store, conditions, clock, logger, entities, systems }),
    quarantineWatch({ store, conditions, clock, logger, entities, onFiles }),
    scribe,
    attendance,
  ];
  return {
    scribe,
    attendance,
    busy: () => all.some((look) => look.busy()),
    start: () => all.forEach((look) => look.start()),
    stop: async () => {
      for (const look of all) await look.stop();
    },
  };
}
