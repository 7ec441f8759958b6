/** How every query of this folder is put together. */
import type pg from 'pg';
import type { EntityScope, Page } from '../../application/query/reads.ts';
import type { Raw } from '../rows.ts';

/** Whatever runs statements: a pool, or a connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** Conditions that grow with the filters that are given; `?` stands for the value. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = ['true'];

  /** Adds a condition unless its value is missing. */
  and(sql: string, value: unknown): this {
    if (value === null || value === undefined) return this;
    this.values.push(value);
    this.#parts.push(sql.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  /** Adds a condition with several values, in the order of its `?`. */
  andAll(sql: string, values: readonly unknown[] | null): this {
    if (values === null) return this;
    let at = 0;
    this.#parts.push(
      sql.replaceAll('?', () => {
        this.values.push(values[at++]);
        return `$${this.values.length}`;
      }),
    );
    return this;
  }

  /** Only these entities; `null`: all. */
  entities(column: string, scope: EntityScope): this {
    return this.and(`${column} = any(?::text[])`, scope);
  }

  /** Takes a value for use outside of the conditions; answers its placeholder. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get sql(): string {
    return this.#parts.join('\n    and ');
  }
}

export async function rowsOf(
  db: Queryable,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Raw[]> {
  return (await db.query<Raw>(sql, values as unknown[])).rows;
}

/** One more row was asked for than a page holds: it tells whether there is another page. */
export function pageOf<T>(
  rows: readonly Raw[],
  limit: number,
  itemOf: (row: Raw) => T,
  positionOf: (item: T) => readonly string[],
): Page<T> {
  const items = rows.slice(0, limit).map(itemOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? positionOf(last) : null };
}

/** Milliseconds as text that the server reads as timestamptz. */
export const timeText = (at: number): string => new Date(at).toISOString();
