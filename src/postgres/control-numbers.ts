import type pg from 'pg';
import type { ControlNumber, ControlNumbers } from '../application/ports/control-numbers.ts';
import { instant } from '../kernel/instant.ts';

/** Counts up under a lock of the partner's row; a number that two processes ask for at once is skipped. */
const ASSIGN = `
with next as (
  insert into control_number_stream as s (system, last_number)
  select $1, 1 where not exists (select 1 from control_number where system = $1 and key = $2)
  on conflict (system) do update set last_number = s.last_number + 1
  returning last_number
)
insert into control_number (system, key, number, assigned_at)
select $1, $2, last_number, $3 from next
on conflict (system, key) do nothing`;

const KNOWN = `
select number, assigned_at from control_number where system = $1 and key = $2`;

interface Row {
  readonly number: string;
  readonly assigned_at: Date;
}

/** Control numbers in PostgreSQL. */
export function postgresControlNumbers(pool: pg.Pool): ControlNumbers {
  const known = async (system: string, key: string): Promise<ControlNumber | null> => {
    const { rows } = await pool.query<Row>(KNOWN, [system, key]);
    const [row] = rows;
    if (row === undefined) return null;
    return { number: Number(row.number), assignedAt: instant(row.assigned_at.getTime()) };
  };
  return {
    known,
    assign: async (system, key, now) => {
      await pool.query(ASSIGN, [system, key, new Date(now)]);
      const given = await known(system, key);
      if (given === null) throw new Error(`no control number was given for ${key}`);
      return given;
    },
  };
}
