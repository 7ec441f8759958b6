/** The commands that only ask the running server: explain, agreement, cases, commands. */
import { getAgreement } from '../contract/resources/installation.ts';
import { listCases } from '../contract/resources/cases.ts';
import { listCommands } from '../contract/resources/commands.ts';
import { explainSalesOrder } from '../contract/resources/sales-orders.ts';
import { explainReturn } from '../contract/resources/returns.ts';
import { getReservation } from '../contract/resources/reservations.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type {
  AgreementAnswer,
  CaseAnswer,
  CommandRowAnswer,
  Explanation,
  Page,
  Reservation,
} from './answers.ts';
import type { ApiClient, Asked, Query } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** Why an order or a return waits, now or at a past moment; a reservation is told as it stands now. */
export async function askExplanation(
  client: ApiClient,
  number: string,
  query: Query,
): Promise<Explanation | Reservation> {
  const { entity, at } = query;
  const ways = [
    () => client.get(explainSalesOrder, { salesOrder: number }, query),
    () => client.get(explainReturn, { rma: number }, query),
    ...(at === undefined ? [() => client.get(getReservation, { reservation: number }, { entity })] : []),
  ];
  return (await firstFound(ways)) as Explanation | Reservation;
}

/** The answer of the first that knows it; where none does, there was nothing of the first kind. */
async function firstFound(ways: readonly (() => Promise<unknown>)[]): Promise<unknown> {
  let none: unknown = null;
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      none ??= error;
    }
  }
  throw none;
}

const isNotFound = (error: unknown): boolean =>
  error instanceof CliError && error.exitCode === EXIT.notFound;

export async function askAgreement(client: ApiClient, query: Query): Promise<AgreementAnswer> {
  return (await client.get(getAgreement, {}, query)) as AgreementAnswer;
}

export const askCases = (client: ApiClient, query: Query, rowsMax: number): Promise<Page<CaseAnswer>> =>
  askPages(client, listCases, query, rowsMax);

export const askCommands = (
  client: ApiClient,
  query: Query,
  rowsMax: number,
): Promise<Page<CommandRowAnswer>> =>
  askPages(client, listCommands, query, rowsMax);

/** Turns pages until there are enough rows; `next` says whether the server has more. */
export async function askPages<T>(
  client: ApiClient,
  operation: Asked,
  query: Query,
  rowsMax: number,
): Promise<Page<T>> {
  const items: T[] = [];
  let next: string | null = null;
  do {
    const limit = Math.min(rowsMax - items.length, HTTP_LIMITS.pageSizeMax);
    const page = (await client.get(operation, {}, { ...query, limit, cursor: next ?? undefined })) as Page<T>;
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < rowsMax);
  return { items, next };
}
