/** The people of the story: warehouse, credit clerk and accountant at their desks in Tryton, and a clerk at ours. */
import { z } from 'zod';
import { seededRandom, type Random } from '../../../src/kernel/random.ts';
import { ADMIN_PASSWORD } from '../../../tools/real/tryton.ts';
import { day, decimal, TrytonDesk, TrytonDeskError } from '../../../tools/real/tryton-desk.ts';
import { CUSTOMERS } from './setting.ts';

/** Of shipments that hold enough, the part that leaves in two goes. */
const PART_SHIPPED = 0.3;

/** What each state of a shipment asks of the warehouse. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  waiting: 'assign_try',
  assigned: 'pick',
  picked: 'pack',
  packed: 'done',
};

export interface Desks {
  readonly erp: TrytonDesk;
  readonly wms: TrytonDesk;
  readonly fin: TrytonDesk;
}

export async function openDesks(url: string): Promise<Desks> {
  const open = (database: string): Promise<TrytonDesk> => TrytonDesk.open(url, database, 'admin', ADMIN_PASSWORD);
  return { erp: await open('erp'), wms: await open('wms'), fin: await open('fin') };
}

/** Gives a customer a limit that none of its orders fits under. */
export async function limitCredit({ erp }: Desks): Promise<void> {
  const party = await erp.only('party.party', [['code', '=', CUSTOMERS.held]]);
  await erp.write('party.party', [party], { credit_limit_amount: decimal('0.01') });
}

/**
 * The warehouse goes once through its open shipments, one step each at least. What a killed server cut off is gone on
 * with at the next round, as people do.
 */
export async function workInWarehouse({ wms }: Desks, seed: number): Promise<number> {
  const open = await wms.find<{ id: number; state: string; inventory_moves: number[]; number: string }>(
    'stock.shipment.out',
    [['state', 'in', Object.keys(NEXT_STEP)]],
    ['state', 'inventory_moves', 'number'],
  );
  for (const shipment of open) {
    const random = seededRandom(`shipment ${seed} ${shipment.number}`);
    if (shipment.state === 'waiting') await perhapsLess(wms, shipment.inventory_moves, random);
    for (let state: string | undefined = shipment.state; state !== undefined && state in NEXT_STEP; ) {
      await wms.click('stock.shipment.out', NEXT_STEP[state]!, shipment.id);
      const [row] = await wms.find<{ state: string }>('stock.shipment.out', [['id', '=', shipment.id]], ['state']);
      state = row?.state === state ? undefined : row?.state;
    }
  }
  // What is left of an order that was shipped in part: Tryton makes a shipment of it, unless it was cut off.
  const cut = await wms.search('sale.sale', [['state', 'in', ['confirmed', 'processing']], ['shipment_state', '!=', 'sent']]);
  if (open.length === 0 && cut.length > 0) await wms.click('sale.sale', 'process', ...cut);
  return open.length;
}

/** Takes less than asked from the shelf; the rest is shipped later. */
async function perhapsLess(wms: TrytonDesk, moves: readonly number[], random: Random): Promise<void> {
  if (!random.chance(PART_SHIPPED)) return;
  const rows = await wms.find<{ id: number; quantity: number; state: string }>(
    'stock.move', [['id', 'in', moves], ['state', '=', 'draft']], ['quantity', 'state'],
  );
  const large = rows.find(({ quantity }) => quantity >= 4);
  if (large !== undefined) await wms.write('stock.move', [large.id], { quantity: Math.floor(large.quantity / 2) });
}

/** The accountant closes the period of today. */
export async function closeMonth({ fin }: Desks): Promise<void> {
  await fin.click('account.period', 'close', await periodOfToday(fin));
}

/** And opens it again, with its journals, which Tryton leaves closed. */
export async function reopenMonth({ fin }: Desks): Promise<void> {
  const period = await periodOfToday(fin);
  await fin.click('account.period', 'reopen', period);
  const shut = await fin.search('account.journal.period', [['period', '=', period], ['state', '=', 'close']]);
  if (shut.length > 0) await fin.click('account.journal.period', 'reopen', ...shut);
}

function periodOfToday(fin: TrytonDesk): Promise<number> {
  const today = day(new Date().toISOString().slice(0, 10));
  return fin.only('account.period', [['start_date', '<=', today], ['end_date', '>=', today], ['type', '=', 'standard']]);
}

const openCase = z.object({ id: z.string(), case: z.string(), kind: z.string(), instance: z.string(), text: z.string() });
const casePage = z.object({ items: z.array(openCase), next: z.string().nullable() });
export type OpenCase = z.output<typeof openCase>;

/** Our own desk. */
export interface OurDesk {
  readonly url: string;
  readonly key: string;
}

export async function ask(desk: OurDesk, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${desk.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${desk.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status === 404 || response.status === 409) return null;
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

export async function openCases(desk: OurDesk): Promise<readonly OpenCase[]> {
  const page = casePage.parse(await ask(desk, 'GET', '/v1/cases?state=open&limit=100'));
  return page.items;
}

/**
 * The clerk decides what waits: credit in Tryton, which owns it, by answering its question; a closed period by trying
 * again, once it is open. Everything else is nobody's to decide in this story, and is told.
 */
export async function workThroughCases(desk: OurDesk, desks: Desks, isMonthOpen: boolean): Promise<readonly OpenCase[]> {
  const odd: OpenCase[] = [];
  for (const open of await openCases(desk)) {
    const salesOrder = open.instance.split('/').at(-1)!;
    if (open.kind === 'credit-hold') {
      const inState = (state: string): Promise<readonly number[]> =>
        desks.erp.search('sale.sale', [['reference', '=', salesOrder], ['state', '=', state]]);
      const held = await inState('quotation');
      if (held.length > 0) await desks.erp.insist('sale.sale', 'confirm', ...held);
      // What Tryton was cut off from after that: he sees that the order is confirmed and not begun.
      const cutOff = await inState('confirmed');
      if (cutOff.length > 0) await desks.erp.click('sale.sale', 'process', ...cutOff);
    } else if (open.kind === 'closed-period' || isOfPayment(open)) {
      const decision = { verdict: 'retry', reason: 'the period is open again' };
      if (isMonthOpen) await ask(desk, 'POST', `/v1/cases/${open.id}/resolution`, decision);
    } else {
      odd.push(open);
    }
  }
  return odd;
}

/** A payment that came while the month was closed. */
const isOfPayment = ({ kind, text }: OpenCase): boolean =>
  kind === 'command-refused' && text.includes('apply-payment');

/** Runs a round of work; a server that is down or was struck meanwhile is tried again at the next. */
export async function untroubled<T>(work: () => Promise<T>, troubles?: Set<string>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    troubles?.add(error instanceof TrytonDeskError ? error.message : String(error));
    return null;
  }
}
