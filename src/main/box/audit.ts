import type { AuditVerdict } from '../../cli/results.ts';
import { readWrittenOff } from '../../postgres/queries/order-sums.ts';
import type { Queryable } from '../../postgres/queries/query.ts';
import { audit, incomplete, type Violation } from '../../sandbox/auditor.ts';

/** Objections that a verdict names one by one. */
const NAMED_MAX = 10;
/** The auditor's law that a write-off answers: a restated shipment is billed as it was. */
const WRITTEN_OFF_LAW = 'billed-follows-restatement';

/** Everything that the simulated systems hold, from their own mouths. */
export async function readBooks(
  urls: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const books = await Promise.all(
    Object.entries(urls).map(async ([system, url]) => {
      const response = await fetch(`${url}/sandbox/books`);
      return [system, await response.json()] as const;
    }),
  );
  return Object.fromEntries(books);
}

/**
 * Lets the auditor read the systems' books. Our own tables are asked one thing only: which
 * differences a person wrote off, because no system's book has a line for that.
 */
export async function auditBooks(
  urls: Readonly<Record<string, string>>,
  db: Queryable,
): Promise<AuditVerdict> {
  const books = await readBooks(urls);
  const violations = audit(books);
  const writtenOffOrders = await readWrittenOff(db);
  const isWrittenOff = ({ law, salesOrder }: Violation): boolean =>
    law === WRITTEN_OFF_LAW && salesOrder !== null && writtenOffOrders.has(salesOrder);
  const open = incomplete(books);
  const forgotten = open.filter((violation) => !isWrittenOff(violation));
  return {
    violations: violations.length,
    forgotten: forgotten.length,
    writtenOff: open.length - forgotten.length,
    first: [...violations, ...forgotten].slice(0, NAMED_MAX).map(textOf),
  };
}

const textOf = ({ law, subject, text }: Violation): string => `${law}: ${subject}: ${text}`;
