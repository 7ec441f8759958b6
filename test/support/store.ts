/** A processor on a database of its own, for tests of the application. */
import pg from 'pg';
import { Processor } from '../../src/application/process/processor.ts';
import { RecentMap } from '../../src/application/process/instance-cache.ts';
import type { BatchContext } from '../../src/application/process/batch-context.ts';
import type { CommandDesk, LeavingCommand } from '../../src/application/process/submission.ts';
import { SILENT } from '../../src/application/ports/logger.ts';
import type { BatchStore, PositionDelta } from '../../src/application/ports/store.ts';
import type { Workflow } from '../../src/application/ports/workflow.ts';
import { VirtualClock } from '../../src/kernel/virtual-clock.ts';
import { batchPool, PostgresBatchStore } from '../../src/postgres/batch-store.ts';
import { localDateIn } from '../../src/kernel/calendar.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { START, toy } from './toy-workflow.ts';

/** A desk that sends nothing and remembers what it was given. */
export class IdleDesk implements CommandDesk {
  readonly processId: string;
  readonly accepted: LeavingCommand[] = [];
  readonly onWire = new Set<string>();
  constructor(processId = 'p1') {
    this.processId = processId;
  }
  owns(): boolean {
    return true;
  }
  hold(instance: string, id: string, generation: number): boolean {
    return !this.onWire.has(`${instance} ${id} ${generation}`);
  }
  release(): void {}
  drop(): void {}
  accept(commands: readonly LeavingCommand[]): void {
    this.accepted.push(...commands);
  }
}

export interface Store {
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  readonly clock: VirtualClock;
  /** Another process on the same database. */
  process(options?: {
    desk?: CommandDesk;
    workflow?: Workflow;
    onStock?(deltas: readonly PositionDelta[]): void;
    /** Puts something around its store. */
    wrap?(store: BatchStore): BatchStore;
  }): {
    processor: Processor;
    context: BatchContext;
  };
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openStore(): Promise<Store> {
  const database = await createTestDatabase();
  await migrate(database.url);
  const pools: pg.Pool[] = [];
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pools.push(pool);
  pool.on('error', () => undefined);
  const clock = new VirtualClock(START);
  return {
    database,
    pool,
    clock,
    process: ({ desk = new IdleDesk(), workflow = toy, onStock, wrap } = {}) => {
      const batches = batchPool(database.url, 4);
      pools.push(batches);
      const context: BatchContext = {
        workflows: new Map([['sales-order', workflow]]),
        instances: new RecentMap(1000),
        aliases: new RecentMap(1000),
        desk,
        sitesOf: () => ['S1', 'S2'],
        dateAt: (_site, at) => localDateIn('Europe/London', at),
        lagMs: 60_000,
        now: () => clock.now(),
      };
      const own = new PostgresBatchStore(batches);
      const store = wrap?.(own) ?? own;
      const processor = new Processor({
        store,
        context,
        logger: SILENT,
        ...(onStock === undefined ? {} : { onStock }),
      });
      return { processor, context };
    },
    query: async (sql, values = []) => (await pool.query<Record<string, unknown>>(sql, values)).rows,
    close: async () => {
      for (const open of pools) await open.end();
      await database.drop();
    },
  };
}
