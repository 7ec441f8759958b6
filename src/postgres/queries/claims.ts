/** Names that senders use once: the first content has them. */
import type pg from 'pg';
import type { ClaimBook } from '../../application/ports/claim-book.ts';
import { time } from '../columns.ts';

export const postgresClaims = (pool: pg.Pool): ClaimBook => ({
  claim: async (system, { name, content }, at) => {
    await pool.query(
      `insert into message_claim (system, name, content, claimed_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [system, name, content, time(at)],
    );
    const { rows } = await pool.query<{ content: string }>(
      'select content from message_claim where system = $1 and name = $2',
      [system, name],
    );
    return rows[0]?.content === content;
  },
});
