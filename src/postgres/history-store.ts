import type pg from 'pg';
import type { History, HistoryStore } from '../application/ports/upkeep-store.ts';
import { commandRow, COMMAND_COLUMNS, factRow, FACT_COLUMNS, type Raw } from './rows.ts';

/** Reads everything of one instance: two range scans of primary keys. */
export class PostgresHistoryStore implements HistoryStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async history(instance: string): Promise<History> {
    const [facts, commands] = await Promise.all([
      this.#pool.query<Raw>({
        name: 'history-facts',
        text: `select ${FACT_COLUMNS} from fact where instance = $1 order by instance_version`,
        values: [instance],
      }),
      this.#pool.query<Raw>({
        name: 'history-commands',
        text: `select ${COMMAND_COLUMNS} from command
          where instance = $1 order by command.issued_at, command_id, generation`,
        values: [instance],
      }),
    ]);
    return { facts: facts.rows.map(factRow), commands: commands.rows.map(commandRow) };
  }
}
