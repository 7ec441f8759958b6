/** The list of commands, the oldest first. */
import type { CommandRow } from '../../application/ports/store.ts';
import type { CommandFilter, Page } from '../../application/query/reads.ts';
import { COMMAND_COLUMNS, commandRow } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

export async function listCommands(db: Queryable, filter: CommandFilter): Promise<Page<CommandRow>> {
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('status = ?', filter.status)
    .and('system = ?', filter.system)
    .and('type = ?', filter.type)
    .and('instance = ?', filter.instance)
    .and('command.issued_at <= ?::timestamptz', timeText(filter.issuedBefore))
    .andAll(
      '(command.issued_at, instance, command_id, generation) > (?::timestamptz, ?, ?, ?::integer)',
      filter.after,
    );
  const sql = `select ${COMMAND_COLUMNS} from command where ${where.sql}
    order by command.issued_at, instance, command_id, generation limit ${where.value(filter.limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, commandRow, (row) => [
    timeText(row.issuedAt),
    row.instance,
    row.id,
    String(row.generation),
  ]);
}
