/** The commands that only ask the running server: explain, agreement, cases, commands. */
import { getAgreement } from '../contract/resources/installation.ts';
import { listCases } from '../contract/resources/cases.ts';
import { listCommands } from '../contract/resources/commands.ts';
import { explainSalesOrder } from '../contract/resources/sales-orders.ts';
import { explainReturn } from '../contract/resources/returns.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { AgreementAnswer, CaseAnswer, CommandRowAnswer, Explanation, Page } from './answers.ts';
import type { ApiClient, Asked, Query } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';

/** Why an order or a return waits, and whether its systems agree, now or at a past moment. */
export async function askExplanation(client: ApiClient, number: string, query: Query): Promise<Explanation> {
  const ofOrder = client.get(explainSalesOrder, { salesOrder: number }, query);
  try {
    return (await ofOrder) as Explanation;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return askReturnExplanation(client, number, query, error);
  }
}

/** Where no return has the number either, there was no order. */
async function askReturnExplanation(
  client: ApiClient,
  rma: string,
  query: Query,
  noOrder: unknown,
): Promise<Explanation> {
  try {
    return (await client.get(explainReturn, { rma }, query)) as Explanation;
  } catch (error) {
    throw isNotFound(error) ? noOrder : error;
  }
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
