/**
 * The demo's people: they look at the queue of exception cases now and then and decide what people
 * at a distributor decide, through the same API that everybody uses.
 */
import { z } from 'zod';
import type { Random } from '../../kernel/random.ts';
import { askApi, type OurApi } from './requests.ts';

/** Where the clerks work. */
export interface ClerkDesk extends OurApi {
  /** Address of the simulated ERP, where a credit clerk releases orders. */
  readonly erpUrl: string;
  readonly codes: Readonly<Record<string, string>>;
}

const casePage = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      case: z.string(),
      kind: z.string(),
      entity: z.string(),
      instance: z.string(),
      text: z.string(),
    }),
  ),
  next: z.string().nullable(),
});

type OpenCase = z.output<typeof casePage>['items'][number];

/** What became of one round through the queue. */
export interface Round {
  readonly seen: number;
  readonly decided: number;
}

/** Goes once through all open cases. Cases that only time or another system ends are left alone. */
export async function workThroughCases(desk: ClerkDesk, random: Random): Promise<Round> {
  let seen = 0;
  let decided = 0;
  for (let next: string | null = ''; next !== null; ) {
    const query: string = `state=open&limit=100${next === '' ? '' : `&cursor=${next}`}`;
    const page = casePage.parse(await ask(desk, 'GET', `/v1/cases?${query}`));
    for (const open of page.items) {
      seen += 1;
      if (await decide(desk, open, random)) decided += 1;
    }
    next = page.next;
  }
  return { seen, decided };
}

/** Decides one case; false leaves it open. */
async function decide(desk: ClerkDesk, open: OpenCase, random: Random): Promise<boolean> {
  const path = `/v1/cases/${open.id}`;
  switch (open.kind) {
    case 'overship':
      // Mostly customers who wanted less when it had left: they keep it, and are billed for it.
      await ask(desk, 'POST', `${path}/resolution`, { verdict: 'accept', reason: 'kept by the customer' });
      return true;
    case 'price-mismatch':
      await ask(desk, 'POST', `${path}/resolution`, { verdict: 'accept', reason: 'agreed by sales' });
      return true;
    case 'credit-hold':
      return releaseCredit(desk, open);
    case 'closed-period':
      return redate(desk, path, open);
    case 'inverse-refused':
      // What was settled cannot be taken back: the difference is written off, and named as such.
      await ask(desk, 'POST', `${path}/waiver`, { reason: 'written off: below the cost of a credit' });
      return true;
    case 'command-refused':
      await ask(desk, 'POST', `${path}/resolution`, { verdict: 'retry', reason: 'mended' });
      return true;
    case 'changed-after-done':
      // Before anything is paid a wrong invoice is reversed and posted again; later it is kept.
      await ask(desk, 'POST', `${path}/resolution`, { verdict: 'reissue', reason: 'corrected' });
      return true;
    case 'overpaid':
      await ask(desk, 'POST', `${path}/waiver`, { reason: 'paid back to the customer' });
      return true;
    case 'return-review':
    case 'surplus-return':
    case 'wrong-item':
    case 'arrived-after-end':
      await ask(desk, 'POST', `${path}/resolution`, { verdict: 'accept', reason: 'as agreed' });
      return true;
    case 'credit-short':
      await ask(desk, 'POST', `${path}/waiver`, { reason: 'settled with the customer' });
      return true;
    case 'approval':
      return approve(desk, open);
    case 'dispute':
      return settleDispute(desk, path, random);
    default:
      return false;
  }
}

async function releaseCredit(desk: ClerkDesk, open: OpenCase): Promise<boolean> {
  const salesOrder = open.instance.split('/').at(-1);
  const params = { code: desk.codes[open.entity], sales_order: salesOrder, clerk: 'ada' };
  await fetch(`${desk.erpUrl}/sandbox/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, method: 'credit.release', params }),
  }).then((response) => response.arrayBuffer());
  return true;
}

/** Two people look at what is large; neither of them inspected anything. */
async function approve(desk: ClerkDesk, open: OpenCase): Promise<boolean> {
  const list = z.object({ items: z.array(z.object({ id: z.string(), instance: z.string() })) });
  const query = `instance=${encodeURIComponent(open.instance)}`;
  const { items } = list.parse(await ask(desk, 'GET', `/v1/approvals?${query}`));
  for (const { id } of items) {
    for (const person of APPROVERS) {
      const body = { verdict: 'approve', reason: 'receipt, inspection and invoice agree' };
      await ask(desk, 'POST', `/v1/approvals/${id}/decision`, body, person);
    }
  }
  return true;
}

const APPROVERS = ['grace', 'henry'] as const;

async function redate(desk: ClerkDesk, path: string, open: OpenCase): Promise<boolean> {
  if (open.instance.includes('/return/')) {
    await ask(desk, 'POST', `${path}/resolution`, { verdict: 'accept', reason: 'period is closed' });
    return true;
  }
  const detail = z.object({ playbook: z.string() }).parse(await ask(desk, 'GET', path));
  const date = /first open date (\d{4}-\d\d-\d\d)/.exec(detail.playbook)?.[1];
  if (date === undefined) throw new TypeError(`no open date is known for ${open.case}`);
  await ask(desk, 'POST', `${path}/posting-date`, { postingDate: date, reason: 'period is closed' });
  return true;
}

async function settleDispute(desk: ClerkDesk, path: string, random: Random): Promise<boolean> {
  const shape = z.object({ statements: z.array(z.object({ content: z.string() })).min(1) });
  const { statements } = shape.parse(await ask(desk, 'GET', path));
  const { content } = random.pick(statements);
  await ask(desk, 'POST', `${path}/dispute-decision`, { content, reason: 'confirmed by phone' });
  return true;
}

/** A case that ended between the look and the decision needs none any more. */
const GONE_BY = [404, 409];

const ask = (
  desk: ClerkDesk,
  method: string,
  path: string,
  body?: unknown,
  person?: string,
): Promise<unknown> =>
  askApi(desk, method, path, { body, goneBy: GONE_BY, ...(person === undefined ? {} : { person }) });
