/**
 * Rows that only ever arrive, by COPY: the server forms them straight from the stream, page by page,
 * where an insert from arrays puts each aside once more. Measured: two thirds of the insert's cost a row.
 */
import pg from 'pg';
import { copyMessages, type Column } from './columns.ts';

/** Where rows go. */
export interface CopyTarget<Row> {
  readonly sql: string;
  readonly columns: readonly Column<Row>[];
}

/** Rows of these columns, appended to a table. */
export const copyInto = <Row>(table: string, columns: readonly Column<Row>[]): CopyTarget<Row> => ({
  sql: `copy ${table} (${columns.map(({ name }) => name).join(',')}) from stdin (format binary)`,
  columns,
});

/**
 * A COPY whose rows follow its statement at once. A connection that pipelines refuses queries of other
 * classes than the driver's own, and nothing of it waits for the server to ask: if the statement fails,
 * the server reads over the rows that come after it.
 */
class CopyQuery extends pg.Query {
  constructor(sql: string, messages: Buffer, callback: (error?: Error | null) => void) {
    super(sql, undefined, callback);
    this.submit = (connection) => {
      connection.stream.cork();
      connection.query(sql);
      connection.stream.write(messages);
      connection.stream.uncork();
    };
  }

  handleCopyInResponse(): void {
    // The rows are on their way already.
  }
}

/** Appends rows; resolves when the server has them all. */
export function copyRows<Row>(
  client: pg.PoolClient,
  target: CopyTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    client.query(new CopyQuery(target.sql, copyMessages(target.columns, rows), done));
  });
}
