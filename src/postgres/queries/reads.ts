/** All questions, answered by PostgreSQL. */
import type pg from 'pg';
import type { CaseDesk, Reads } from '../../application/query/reads.ts';
import { inTransaction } from './access.ts';
import { readAgreement } from './agreement.ts';
import { appendAudit } from './audit.ts';
import { assignCaseRow, claimCaseRow, listCases, readCase } from './cases.ts';
import { listCommands } from './commands.ts';
import { readFeed } from './feed.ts';
import {
  findInstances,
  findUnequal,
  readAttempts,
  readCommand,
  readCommands,
  readFacts,
  readFactsAfter,
  readInstanceRow,
} from './instances.ts';
import { listQuarantine, readQuarantined } from './quarantine.ts';
import { listReservations } from './reservations.ts';
import { listReturns } from './returns.ts';
import { listSalesOrders } from './sales-orders.ts';
import { listMovements, listPositions, readItemStock } from './stock.ts';

export const postgresReads = (pool: pg.Pool): Reads => ({
  findInstances: (workflow, businessId, entities) => findInstances(pool, workflow, businessId, entities),
  instance: (key) => readInstanceRow(pool, key),
  factsOf: (instance, upTo) => readFacts(pool, instance, upTo),
  factsAfter: (instance, version) => readFactsAfter(pool, instance, version),
  commandsOf: (instance) => readCommands(pool, instance),
  unequalInstances: (entities, limit) => findUnequal(pool, entities, limit),
  salesOrders: (filter) => listSalesOrders(pool, filter),
  returns: (filter) => listReturns(pool, filter),
  reservations: (filter) => listReservations(pool, filter),
  positions: (filter) => listPositions(pool, filter),
  itemStock: (item, entities) => readItemStock(pool, item, entities),
  movements: (filter) => listMovements(pool, filter),
  cases: (filter) => listCases(pool, filter),
  case: (id) => readCase(pool, id),
  commands: (filter) => listCommands(pool, filter),
  command: (ref) => readCommand(pool, ref),
  attempts: (ref) => readAttempts(pool, ref),
  quarantine: (filter) => listQuarantine(pool, filter),
  quarantined: (id) => readQuarantined(pool, id),
  feed: (filter) => readFeed(pool, filter),
  agreement: (entities) => readAgreement(pool, entities),
  async ping() {
    await pool.query('select 1');
  },
});

export const postgresCaseDesk = (pool: pg.Pool): CaseDesk => ({
  claim: (id, version) => claimCaseRow(pool, id, version),
  assign: (id, assignee, actor, now, ifVersion) =>
    inTransaction(pool, async (db) => {
      const assigned = await assignCaseRow(db, id, assignee, ifVersion);
      if (assigned === null) return null;
      await appendAudit(db, {
        at: now,
        actor,
        action: 'case.assign',
        entity: assigned.now.entity,
        subject: `case/exc_${id}`,
        before: assigned.before,
        after: assignee,
        reason: null,
      });
      return assigned.now;
    }),
});
