/** What the API's clients may do and have done, on PostgreSQL: their budgets and their usage. */
import type pg from 'pg';
import { Budgets, type BudgetPolicy } from '../application/access/budgets.ts';
import { UsageMeter } from '../application/access/usage.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresBudgets, postgresUsage } from '../postgres/queries/usage.ts';
import type { Config } from './config/config.ts';

type Limits = Config['api']['limits'];

const policiesOf = (limits: Limits): readonly BudgetPolicy[] =>
  limits.map(({ name, requests, per }) => ({ name, quota: requests, windowMs: per }));

/**
 * Puts them together.
 * @param clock the machine's time: budgets are filled and days counted by it, whatever day is played
 */
export function composeApiClients(config: Config, pool: pg.Pool, clock: Clock, logger: Logger) {
  const { limits, clients, allowedOrigins } = config.api;
  const usual = policiesOf(limits);
  const own = new Map(Object.entries(clients).map(([name, special]) => [name, policiesOf(special)]));
  return {
    budgets: new Budgets(postgresBudgets(pool), clock, (name) => own.get(name) ?? usual),
    usage: new UsageMeter(postgresUsage(pool), clock, logger),
    allowedOrigins: new Set(allowedOrigins),
  };
}
