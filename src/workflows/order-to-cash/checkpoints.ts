import { formatUnitPrice } from '../../kernel/unit-price.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { priceVerdict } from '../../domain/ordering/price-check.ts';
import type { Decisions, ExceptionCase, Gate, Reason } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { settle } from './disputes.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';
import { isFree } from './replacement.ts';

const NO_FACTS: readonly string[] = [];

export const gate = (
  name: string,
  status: Gate['status'],
  code: string,
  text: string,
  facts: readonly string[] = NO_FACTS,
): Gate => ({ name, status, reason: { code, text } satisfies Reason, facts });

/** A case whose condition also closes gates, until a person decides it. */
export interface BlockingCase extends ExceptionCase {
  readonly blocks: true;
}

/** Decisions by case id, read from the instance's own facts. */
export const decisionsOf = (view: OrderView): Decisions => decisionsIn(view.state, R.decided);

/** Acceptance of an order: the three gates that make "order release approved", and their cases. */
export interface Acceptance {
  readonly references: Gate;
  readonly price: Gate;
  readonly credit: Gate;
  readonly cases: readonly ExceptionCase[];
  /** Net value of what is ordered and not cancelled: what credit must cover. */
  readonly value: Money;
}

/** Checks references, contract prices and credit of an order (guard D1). */
export function acceptanceOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  decisions: ReadonlyMap<string, string>,
): Acceptance {
  const cases: ExceptionCase[] = [];
  const { currency } = view.order.value;
  const value: Money = { amountMinor: view.valueMinor, currency };
  return {
    references: referencesGate(view, value, cases),
    price: priceGate(view, policy, decisions, value, cases),
    credit: creditGate(view, value, cases),
    cases,
    value,
  };
}

function referencesGate(view: OrderView, value: Money, cases: ExceptionCase[]): Gate {
  const { registered, order } = view;
  const name = 'references';
  if (registered === undefined) {
    return gate(name, 'waiting', 'not-registered', 'the ERP has not registered the order yet');
  }
  const facts = [registered.fact];
  if (registered.disputed) {
    return gate(name, 'blocked', 'disputed', 'the ERP registered the order in two ways', facts);
  }
  if (!registered.value.customerKnown) {
    const { customer } = order.value;
    // Of a cancelled order nobody needs to know whose it was.
    if (view.lines.some(({ effective }) => effective > 0n)) {
      cases.push({
        id: `unknown-customer:${customer}`,
        kind: 'unknown-reference',
        text: `The ERP does not know customer ${customer}`,
        role: 'service',
        exposure: value,
        playbook: 'Create or map the customer in the ERP; the order is then registered again.',
      });
    }
    return gate(name, 'blocked', 'unknown-customer', `customer ${customer} is unknown`, facts);
  }
  const answered = new Map(registered.value.lines.map((line) => [line.line, line]));
  let status: Gate['status'] = 'cleared';
  for (const { line, effective } of view.lines) {
    if (effective === 0n) continue;
    const known = answered.get(line.line);
    if (known === undefined) {
      if (status === 'cleared') status = 'waiting';
    } else if (!known.itemKnown) {
      status = 'blocked';
      cases.push({
        id: `unknown-item:${line.line}:${line.item}`,
        kind: 'unknown-reference',
        text: `The ERP does not know item ${line.item} of line ${line.line}`,
        role: 'service',
        exposure: value,
        playbook: 'Create or map the item in the ERP, or cancel the line.',
      });
    }
  }
  if (status === 'blocked') return gate(name, status, 'unknown-item', 'an item is unknown', facts);
  if (status === 'waiting') {
    return gate(name, status, 'not-registered', 'the ERP has not registered every line', facts);
  }
  return gate(name, status, 'known', 'customer, terms and items are known', facts);
}

function priceGate(
  view: OrderView,
  policy: OrderToCashPolicy,
  decisions: ReadonlyMap<string, string>,
  value: Money,
  cases: ExceptionCase[],
): Gate {
  const name = 'price-validated';
  if (view.registered === undefined) {
    return gate(name, 'waiting', 'no-contract-prices', 'contract prices are not known yet');
  }
  const contract = new Map(
    view.registered.value.lines.map((line) => [line.line, line.contractPrice]),
  );
  const facts = [view.order.fact, view.registered.fact];
  let blocked = 0;
  let [accepted, free] = [0, 0];
  for (const { line, effective } of view.lines) {
    if (effective === 0n) continue;
    const agreed = contract.get(line.line);
    if (isFree(view, line)) {
      free += 1;
      continue;
    }
    const verdict = priceVerdict(line.unitPrice, agreed, policy.priceToleranceBasisPoints);
    if (verdict !== 'beyond-tolerance') continue;
    const ordered = formatUnitPrice(line.unitPrice);
    const expected = formatUnitPrice(agreed!);
    const id = `price:${line.line}:${ordered}:${expected}`;
    if (accepts(decisions.get(id))) {
      accepted += 1;
      continue;
    }
    blocked += 1;
    cases.push({
      id,
      kind: 'price-mismatch',
      text: `Line ${line.line} is ordered at ${ordered}; the contract says ${expected}`,
      role: 'finance',
      exposure: value,
      playbook: 'Accept the ordered price, or have the channel restate the order.',
    });
  }
  if (blocked === 0 && free > 0) {
    const { rma } = view.replaces!.value;
    const text = `it replaces goods of return ${rma}, free of charge`;
    return gate(name, 'cleared', 'replacement', text, [view.order.fact, view.replaces!.fact]);
  }
  if (blocked === 0 && accepted > 0) {
    const text = `a person accepted the price of ${lines(accepted)}`;
    return gate(name, 'cleared', 'accepted', text, facts);
  }
  return blocked === 0
    ? gate(name, 'cleared', 'validated', 'prices agree with the contract', facts)
    : gate(name, 'blocked', 'price-mismatch', `${lines(blocked)} beyond tolerance`, facts);
}

const lines = (count: number): string => (count === 1 ? '1 line' : `${count} lines`);

function creditGate(view: OrderView, value: Money, cases: ExceptionCase[]): Gate {
  const name = 'credit';
  const known = registers(view.state, R.credit)[0];
  if (known === undefined) {
    return gate(name, 'waiting', 'no-decision', 'credit has not been decided yet');
  }
  const decision = settle(view.state, known, R.credit.type);
  const { verdict, covers, reason } = decision.value;
  const facts = [decision.fact];
  if (decision.disputed) {
    return gate(name, 'blocked', 'disputed', 'credit is decided in two ways', facts);
  }
  if (verdict === 'held' && value.amountMinor > 0n) {
    cases.push({
      id: `credit-hold:${decision.version}:${formatMoney(value)}`,
      kind: 'credit-hold',
      text: `Credit is held: ${reason}`,
      role: 'finance',
      exposure: value,
      playbook: 'Release the order in the system that owns the credit limit, or cancel it.',
    });
    return gate(name, 'blocked', 'held', `credit is held: ${reason}`, facts);
  }
  if (verdict === 'approved' && covers.amountMinor < value.amountMinor) {
    const text = `approved up to ${formatMoney(covers)}, needed ${formatMoney(value)}`;
    return gate(name, 'waiting', 'not-covered', text, facts);
  }
  return gate(name, 'cleared', verdict, 'credit is approved', facts);
}

/** The three acceptance gates as one: "order release approved". */
export function releaseApproved(acceptance: Acceptance): Gate {
  const { references, price, credit } = acceptance;
  const worst = [references, price, credit].reduce((a, b) => (rank(b) > rank(a) ? b : a));
  return { ...worst, name: 'order-release-approved' };
}

const rank = (checkpoint: Gate): number =>
  checkpoint.status === 'blocked' ? 2 : checkpoint.status === 'waiting' ? 1 : 0;

/** Whether a deadline with this id, due then or later, was missed. */
export function hasPassed(view: OrderView, id: string, dueAt: number): boolean {
  const isNoneLate = registers(view.state, R.passed).length === 0;
  return !isNoneLate && register(view.state, R.passed, `${id} ${dueAt}`) !== undefined;
}

/** A time as people read it in a reason. */
export const timeText = (at: number): string => formatInstant(at as never).slice(0, 16) + 'Z';
