/** What is drawn in the lane of which system: facts, work, waiting, and disagreement. */
import type { Command, Explanation, Fact } from '../api/types.ts';
import { duration, money, number, type Money } from '../words/format.ts';
import { factName, owesName, systemShort } from '../words/names.ts';

export interface Dot {
  readonly fact: string;
  readonly at: number;
  readonly label: string;
  /** The higher the sooner its label is kept. */
  readonly priority: number;
  readonly tone: 'plain' | 'ok' | 'odd' | 'late';
}

export interface Span {
  readonly from: number;
  /** `null`: until now. */
  readonly to: number | null;
  readonly kind: 'work' | 'late' | 'calm' | 'doubt' | 'broken' | 'blocked';
  readonly label: string;
}

export interface Lane {
  readonly system: string;
  readonly name: string;
  readonly about: string;
  readonly dots: readonly Dot[];
  readonly spans: readonly Span[];
}

const OWN = 'crossdock';
/** Sources whose word is ours: they share the last lane. */
const OURS = new Set(['ledger', 'crossdock', 'person', 'api', 'policy', 'entitlements']);

const ABOUT: Readonly<Record<string, string>> = {
  shop: 'orders',
  edi: 'orders, notices',
  erp: 'orders, invoices',
  wms: 'warehouse',
  carrier: 'transport',
  tax: 'tax engine',
  payment: 'payments',
  crm: 'customers',
  [OWN]: 'decisions',
};

type Data = Readonly<Record<string, unknown>>;

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const textOf = (data: Data, member: string): string => {
  const value = data[member];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

function quantityOf(data: Data, member: string): string {
  const lines = (data['lines'] ?? []) as readonly Data[];
  return number(lines.reduce((sum, line) => sum + Number(line[member] ?? 0), 0));
}

/** How a fact is told in a few words, by its type. */
const LABELS: Readonly<Record<string, (data: Data) => readonly [label: string, priority: number]>> = {
  'sales-order.stated.v1': (data) => [
    Number(data['revision']) > 1 ? `order, r${textOf(data, 'revision')}` : 'order',
    2,
  ],
  'sales-order.registered.v1': (data) => [textOf(data, 'erpOrder'), 1],
  'credit.decided.v1': (data) => [`credit ${textOf(data, 'verdict')}`, 2],
  'inventory.allocated.v1': () => ['allocated', 2],
  'shipping-order.accepted.v1': (data) => [`accepted ${quantityOf(data, 'quantity')}`, 1],
  'pick.confirmed.v1': (data) => [`picked ${quantityOf(data, 'picked')}`, 1],
  'shipment.confirmed.v1': (data) => [`shipped ${quantityOf(data, 'quantity')}`, 4],
  'transport.arranged.v1': (data) => [textOf(data, 'trackingNumber'), 1],
  'proof-of-delivery.recorded.v1': () => ['delivered', 3],
  'tax.quoted.v1': () => ['tax', 1],
  'invoice.posted.v1': (data) => [textOf(data, 'invoice'), 5],
  'invoice.reversed.v1': () => ['reversed', 5],
  'posting.refused.v1': () => ['refused', 5],
  'payment.received.v1': (data) => [isMoney(data['amount']) ? money(data['amount']) : 'paid', 4],
  'payment.applied.v1': () => ['applied', 3],
  'deadline.passed.v1': (data) => [`${textOf(data, 'deadline').split(':')[0]} due`, 3],
  'return.requested.v1': (data) => [
    Number(data['revision']) > 1 ? `asked, r${textOf(data, 'revision')}` : 'asked',
    2,
  ],
  'return.authorized.v1': (data) => [`may come back ${quantityOf(data, 'quantity')}`, 4],
  'return.refused.v1': () => ['refused', 5],
  'return.cancelled.v1': () => ['called off', 4],
  'return.received.v1': (data) => [`received ${quantityOf(data, 'quantity')}`, 4],
  'inspection.completed.v1': (data) => [`inspected ${quantityOf(data, 'quantity')}`, 4],
  'credit.approved.v1': () => ['credit worked out', 3],
  'inventory-disposition.updated.v1': (data) => [`placed ${quantityOf(data, 'quantity')}`, 3],
  'credit-memo.posted.v1': (data) => [textOf(data, 'creditMemo'), 5],
  'credit-memo.reversed.v1': () => ['credit reversed', 5],
  'credit-memo.settled.v1': () => ['settled', 3],
  'refund.made.v1': (data) => [isMoney(data['amount']) ? `${money(data['amount'])} back` : 'paid back', 5],
  'invoice.adjusted.v1': (data) => [
    isMoney(data['gross']) ? `credited ${money(data['gross'])}` : 'credited',
    4,
  ],
  'case.decided.v1': (data) => [`case: ${textOf(data, 'verdict')}`, 4],
};

export const factLabel = (fact: Fact): string =>
  LABELS[fact.type]?.(fact.data as Data)[0] || factName(fact.type);

const laneOf = (source: string): string => (OURS.has(source) ? OWN : source);

function dotOf(fact: Fact): Dot {
  const [label, priority] = LABELS[fact.type]?.(fact.data as Data) ?? [factName(fact.type), 1];
  const isOdd = fact.effect === 'conflict';
  const isLate = fact.type === 'deadline.passed.v1' || fact.type === 'posting.refused.v1';
  return {
    fact: fact.fact,
    at: Date.parse(fact.occurredAt),
    label: fact.effect === 'superseded' ? `${label}, replaced` : label || factName(fact.type),
    priority: isOdd ? 9 : priority,
    tone: isOdd ? 'odd' : isLate ? 'late' : priority >= 4 ? 'ok' : 'plain',
  };
}

/** Work that begins with one fact of a system and ends with another. */
const WORK = [
  {
    system: 'wms',
    begin: 'shipping-order.accepted.v1',
    end: 'shipment.confirmed.v1',
    label: 'in the warehouse',
  },
  { system: 'wms', begin: 'return.received.v1', end: 'inspection.completed.v1', label: 'in inspection' },
  {
    system: 'carrier',
    begin: 'transport.arranged.v1',
    end: 'proof-of-delivery.recorded.v1',
    label: 'in transit',
  },
] as const;

function workOf(facts: readonly Fact[]): readonly (readonly [string, Span])[] {
  return WORK.flatMap(({ begin, end, label }) => {
    const first = facts.find(({ type }) => type === begin);
    if (first === undefined) return [];
    const last = facts.findLast(({ type }) => type === end);
    const from = Date.parse(first.occurredAt);
    const to = last === undefined ? null : Date.parse(last.occurredAt);
    return [[laneOf(first.source), { from, to, kind: 'work', label }] as const];
  });
}

/** What a command that is not proved yet looks like in the lane of its system. */
function sendingOf(command: Command, now: number): Span | null {
  const from = Date.parse(command.sentAt ?? command.issuedAt);
  const since = duration(Math.max(0, now - from));
  if (command.status === 'in-doubt') return { from, to: null, kind: 'doubt', label: `in doubt for ${since}` };
  if (command.status === 'parked') return { from, to: null, kind: 'blocked', label: 'parked' };
  if (command.status === 'failing' || command.status === 'sending') {
    return { from, to: null, kind: 'late', label: `no answer for ${since}` };
  }
  if (command.status === 'queued') return { from, to: null, kind: 'calm', label: `queued for ${since}` };
  return null;
}

const brokenLabel = (equation: Explanation['equations'][number]): string => {
  const [left] = equation.left;
  const [right] = equation.right;
  if (left === undefined || right === undefined) return equation.name;
  const say = ({ system, name, value }: typeof left): string =>
    `${systemShort(system)}: ${name} ${number(value)}`;
  return `${say(left)}, ${say(right)}`;
};

export interface LaneSources {
  readonly facts: readonly Fact[];
  readonly commands: readonly Command[];
  readonly explanation: Omit<Explanation, 'salesOrder'>;
  readonly now: number;
}

export function lanesOf({ facts, commands, explanation, now }: LaneSources): readonly Lane[] {
  const spans = new Map<string, Span[]>();
  const draw = (system: string, span: Span): void =>
    void spans.set(system, [...(spans.get(system) ?? []), span]);
  for (const [system, span] of workOf(facts)) draw(system, span);
  let isSent = false;
  for (const command of commands) {
    const span = sendingOf(command, now);
    if (span === null) continue;
    isSent = true;
    draw(laneOf(command.system), span);
  }
  for (const equation of explanation.equations.filter(({ verdict }) => verdict === 'broken').slice(0, 1)) {
    const own = facts.filter(({ source }) => source === equation.odd).at(-1);
    const from = Date.parse((own ?? facts.at(-1))?.occurredAt ?? '') || now;
    draw(laneOf(equation.odd), { from, to: null, kind: 'broken', label: brokenLabel(equation) });
  }
  const held = explanation.cases[0];
  if (!isSent && held !== undefined) {
    const from = Date.parse(facts.at(-1)?.occurredAt ?? '') || now;
    const label = `waits for ${owesName({ kind: 'role', id: held.role })}`;
    draw(OWN, { from, to: null, kind: held.kind.startsWith('late-') ? 'late' : 'blocked', label });
  } else if (!isSent && !explanation.settled && facts.length > 0) {
    const from = Date.parse(facts.at(-1)!.occurredAt);
    const due = explanation.deadlines[0];
    const system = MILESTONE_LANE[due?.milestone ?? ''];
    if (system !== undefined)
      draw(system, { from, to: null, kind: 'calm', label: `${due!.milestone} in time` });
  }
  const order = [...new Set(facts.map(({ source }) => laneOf(source)))].filter((lane) => lane !== OWN);
  const others = [...spans.keys()].filter((lane) => lane !== OWN && !order.includes(lane));
  return [...order, ...others, OWN].map((system) => ({
    system,
    name: systemShort(system),
    about: ABOUT[system] ?? '',
    dots: facts.filter(({ source }) => laneOf(source) === system).map(dotOf),
    spans: spans.get(system) ?? [],
  }));
}

/** Whose answer a milestone waits for, where nothing is on the way. */
const MILESTONE_LANE: Readonly<Record<string, string>> = {
  shipment: 'wms',
  release: 'wms',
  payment: 'payment',
  invoice: 'erp',
  arrival: 'wms',
  inspection: 'wms',
  placement: 'wms',
  credit: 'erp',
};
