/** The desk where stock is held, put together. */
import type pg from 'pg';
import { ReservationDesk } from '../application/act/reservations.ts';
import { LEDGER_SYSTEM } from '../application/process/limits.ts';
import { NO_SHELF_LIFE_POLICY } from '../domain/inventory/shelf-life.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresAudit } from '../postgres/queries/access.ts';
import { postgresReads } from '../postgres/queries/reads.ts';
import type { Config } from './config/config.ts';
import type { Core } from './core.ts';

export function reservationDesk({ config, core, pool, clock }: {
  readonly config: Config;
  readonly core: Pick<Core, 'processor' | 'workflows'>;
  readonly pool: pg.Pool;
  readonly clock: Clock;
}): ReservationDesk {
  return new ReservationDesk({
    processor: core.processor,
    workflows: core.workflows,
    reads: postgresReads(pool),
    audit: postgresAudit(pool),
    clock,
    entities: new Set(Object.keys(config.entities)),
    shelfLife: config.policy.shelfLife ?? NO_SHELF_LIFE_POLICY,
    allocatesHere: config.policy.systems.allocation === LEDGER_SYSTEM,
  });
}
