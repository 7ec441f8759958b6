/** Supplier claims: lists and sums live in the rows of their instances. */
import type pg from 'pg';
import type { ClaimReads } from '../../application/ports/claim-reads.ts';
import { bigint, number, text } from '../rows.ts';
import { instancesOf } from './instances.ts';
import { Conditions, rowsOf } from './query.ts';

/** What was the supplier's fault is in `ordered_minor`, what was claimed in `invoiced_minor`. */
const SUMS = `currency, count(*) as claims, sum(ordered_minor) as fault,
  sum(case when invoiced_minor = 0 and lifecycle not in ('not-claimed', 'expired')
    then ordered_minor else 0 end) as unclaimed,
  sum(case when lifecycle = 'expired' then ordered_minor else 0 end) as lost,
  sum(case when lifecycle = 'not-claimed' then ordered_minor else 0 end) as not_claimed,
  sum(invoiced_minor) as claimed, sum(paid_minor) as settled`;

export const postgresClaims = (pool: pg.Pool): ClaimReads => ({
  claims: (filter) => instancesOf(pool, 'supplier-recovery', filter),
  recovery: async (entities) => {
    const where = new Conditions()
      .and('workflow = ?', 'supplier-recovery')
      .and('currency <> ?', '')
      .entities('entity', entities);
    const sql = `select ${SUMS} from instance where ${where.sql} group by currency order by currency`;
    return (await rowsOf(pool, sql, where.values)).map((row) => ({
      currency: text(row['currency']),
      claims: number(row['claims']),
      faultMinor: bigint(row['fault']),
      unclaimedMinor: bigint(row['unclaimed']),
      lostMinor: bigint(row['lost']),
      notClaimedMinor: bigint(row['not_claimed']),
      claimedMinor: bigint(row['claimed']),
      settledMinor: bigint(row['settled']),
    }));
  },
});
