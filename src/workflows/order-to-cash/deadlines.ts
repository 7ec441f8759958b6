import type { Deadline, ExceptionCase, Gate } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { addWorkingTime, type WorkingCalendar } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { openInvoices, startOfDay } from './charges.ts';
import { hasPassed, timeText } from './checkpoints.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { OrderView } from './order-view.ts';
import type { Milestone, OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

const ROLE: Readonly<Record<Milestone, string>> = {
  'order-known': 'integration',
  acceptance: 'service',
  allocation: 'warehouse',
  release: 'warehouse',
  shipment: 'warehouse',
  delivery: 'service',
  invoice: 'finance',
  payment: 'finance',
};

/** Milestones not reached yet: those still in time, and a case for each that is late. */
export interface Lateness {
  readonly deadlines: Deadline[];
  readonly cases: ExceptionCase[];
}

/** Works out what is due when, in the working hours of the site or the entity. */
export function latenessOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  calendar: WorkingCalendar,
  approved: Gate,
  lifecycle: Lifecycle,
  billings: readonly Billing[],
  value: Money,
): Lateness {
  const lateness: Lateness = { deadlines: [], cases: [] };
  const due = (milestone: Milestone, from: Instant, at: WorkingCalendar, of: string): void => {
    const dueAt = addWorkingTime(at, from, policy.slaMs[milestone]);
    enter(view, lateness, milestone, of, dueAt, value);
  };
  const open = lifecycle !== 'closed' && lifecycle !== 'cancelled';
  if (open && !view.anyShipped) {
    const since = lastAccepted(view);
    if (approved.status !== 'cleared') due('acceptance', view.order.occurredAt, calendar, '');
    else if (!view.allocationDecided) due('allocation', since, calendar, '');
  }
  if (open && !view.shippedInFull) dueAtWarehouse(view, policy, calendar, due);
  for (const { shipment, invoice } of billings) {
    if (!shipment.stands || invoice !== undefined) continue;
    const { shipment: id, shippedAt, site } = shipment.value;
    const proof = register(view.state, R.proof, id)?.contents[0];
    const local = siteCalendar(policy, site, calendar);
    if (!view.terms.proofOfDelivery) due('invoice', shippedAt, local, id);
    else if (proof === undefined) due('delivery', shippedAt, local, id);
    else due('invoice', later(shippedAt, proof.occurredAt), local, id);
  }
  if (open) duePayments(view, policy, billings, lateness);
  return lateness;
}

/** When the last answer that acceptance needed was given. */
function lastAccepted(view: OrderView): Instant {
  const credit = registers(view.state, R.credit)[0]?.contents[0].occurredAt;
  return credit ?? view.order.occurredAt;
}

type Due = (milestone: Milestone, from: Instant, at: WorkingCalendar, of: string) => void;

/** Release and shipment, site by site, counted from what made them possible. */
function dueAtWarehouse(
  view: OrderView,
  policy: OrderToCashPolicy,
  calendar: WorkingCalendar,
  due: Due,
): void {
  const toRelease = new Set<string>();
  const toShip = new Set<string>();
  for (const { buckets } of view.lines) {
    for (const bucket of buckets) {
      if (bucket.release > bucket.undertaken) toRelease.add(bucket.site);
      else if (bucket.undertaken - bucket.short > bucket.shipped) toShip.add(bucket.site);
    }
  }
  const allocatedAt = registers(view.state, R.allocated)[0]?.contents[0].occurredAt;
  for (const site of [...toRelease].sort()) {
    due('release', allocatedAt ?? view.order.occurredAt, siteCalendar(policy, site, calendar), site);
  }
  for (const site of [...toShip].sort()) {
    const undertakenAt = undertakenSince(view, site);
    const wish = view.order.value.requestedShipDate;
    const from = wish === undefined ? undertakenAt : later(undertakenAt, startOfDay(wish));
    due('shipment', from, siteCalendar(policy, site, calendar), site);
  }
}

const siteCalendar = (
  policy: OrderToCashPolicy,
  site: string,
  calendar: WorkingCalendar,
): WorkingCalendar => policy.siteCalendars.get(site) ?? calendar;

function undertakenSince(view: OrderView, site: string): Instant {
  for (const known of registers(view.state, R.accepted)) {
    const [content] = known.contents;
    if (content.value.site === site) return content.occurredAt;
  }
  return view.order.occurredAt;
}

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** Payments are due by the calendar on the wall, not in working hours. */
function duePayments(
  view: OrderView,
  policy: OrderToCashPolicy,
  billings: readonly Billing[],
  lateness: Lateness,
): void {
  for (const { invoice, open, dueAt } of openInvoices(view, policy, billings)) {
    enter(view, lateness, 'payment', invoice, dueAt, open);
  }
}

function enter(
  view: OrderView,
  lateness: Lateness,
  milestone: Milestone,
  of: string,
  dueAt: Instant,
  exposure: Money,
): void {
  const id = of === '' ? milestone : `${milestone}:${of}`;
  if (!hasPassed(view, id, dueAt)) {
    lateness.deadlines.push({ id, milestone, dueAt });
    return;
  }
  lateness.cases.push({
    id: `late:${id}:${dueAt}`,
    kind: `late-${milestone}`,
    text: `${milestone}${of === '' ? '' : ` of ${of}`} was due at ${timeText(dueAt)}`,
    role: ROLE[milestone],
    exposure,
    playbook: 'See which checkpoint waits and who owes the answer; the case closes with it.',
  });
}

/** Facts without an order: the order must become known, or a person must look. */
export function latenessWithoutOrder(
  passed: (id: string, dueAt: number) => boolean,
  earliest: Instant,
  policy: OrderToCashPolicy,
  businessId: string,
): Lateness {
  const dueAt = (earliest + policy.slaMs['order-known']) as Instant;
  if (!passed('order-known', dueAt)) {
    return { deadlines: [{ id: 'order-known', milestone: 'order-known', dueAt }], cases: [] };
  }
  return {
    deadlines: [],
    cases: [
      {
        id: `late:order-known:${dueAt}`,
        kind: 'unknown-order',
        text: `Systems speak of ${businessId}, but no channel has stated it`,
        role: 'integration',
        exposure: null,
        playbook: 'Find the order in its channel and have it sent; or have the number corrected.',
      },
    ],
  };
}

/** Payment grace when the policy names none: bank holidays and slow clearing. */
export const PAYMENT_GRACE_MS = 5 * DAY_MS;
