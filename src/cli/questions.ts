/** The commands that only ask the running server: explain, agreement, cases, commands. */
import { getAgreement } from '../contract/resources/installation.ts';
import { listCases } from '../contract/resources/cases.ts';
import { listCommands } from '../contract/resources/commands.ts';
import { explainSalesOrder } from '../contract/resources/sales-orders.ts';
import type { Operation } from '../contract/operation.ts';
import { HTTP_LIMITS } from '../contract/limits.ts';
import type { AgreementAnswer, CaseAnswer, CommandRowAnswer, Explanation, Page } from './answers.ts';
import type { ApiClient, Query } from './client.ts';

/** Why an order waits, and whether its systems agree, now or at a past moment. */
export async function askExplanation(
  client: ApiClient,
  salesOrder: string,
  query: Query,
): Promise<Explanation> {
  return (await client.get(explainSalesOrder as unknown as Operation, { salesOrder }, query)) as Explanation;
}

export async function askAgreement(client: ApiClient, query: Query): Promise<AgreementAnswer> {
  return (await client.get(getAgreement as unknown as Operation, {}, query)) as AgreementAnswer;
}

export const askCases = (client: ApiClient, query: Query, rowsMax: number): Promise<Page<CaseAnswer>> =>
  askPages(client, listCases as unknown as Operation, query, rowsMax);

export const askCommands = (
  client: ApiClient,
  query: Query,
  rowsMax: number,
): Promise<Page<CommandRowAnswer>> =>
  askPages(client, listCommands as unknown as Operation, query, rowsMax);

/** Turns pages until there are enough rows; `next` says whether the server has more. */
export async function askPages<T>(
  client: ApiClient,
  operation: Operation,
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
