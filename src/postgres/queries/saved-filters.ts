/** Filters that people saved for themselves, on PostgreSQL. */
import type pg from 'pg';
import type { SavedFilter, SavedFilterStore } from '../../application/ports/saved-filters.ts';
import { at, ms, text, type Raw } from '../rows.ts';
import { rowsOf, timeText } from './query.ts';

const OF = `select list, name, search, ${ms('saved_at')} from saved_filter
  where person = $1 and ($2::text is null or list = $2) order by list, name`;

/** One that is there already takes no more room. */
const SAVE = `insert into saved_filter (person, list, name, search, saved_at)
  select $1, $2, $3, $4, $5
  where (select count(*) from saved_filter where person = $1 and list = $2 and name <> $3) < $6
  on conflict (person, list, name) do update set search = excluded.search, saved_at = excluded.saved_at
  returning 1`;

const FORGET = 'delete from saved_filter where person = $1 and list = $2 and name = $3 returning 1';

const filterRow = (row: Raw): SavedFilter => ({
  list: text(row['list']),
  name: text(row['name']),
  search: text(row['search']),
  savedAt: at(row['saved_at']),
});

export const postgresSavedFilters = (pool: pg.Pool): SavedFilterStore => ({
  of: async (person, list) => (await rowsOf(pool, OF, [person, list])).map(filterRow),
  async save(person, { list, name, search, savedAt }, filtersMax) {
    const values = [person, list, name, search, timeText(savedAt), filtersMax];
    return (await rowsOf(pool, SAVE, values)).length > 0;
  },
  forget: async (person, list, name) => (await rowsOf(pool, FORGET, [person, list, name])).length > 0,
});
