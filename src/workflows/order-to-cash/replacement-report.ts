/** What the return is told of the order that was placed in place of its goods. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { maxQuantity } from '../../kernel/quantity.ts';
import type { Billing } from './billing.ts';
import { openInvoices } from './charges.ts';
import type { Ground } from './ground.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { isFreeOfCharge } from './replacement.ts';

/** Tells the return what will ship of each line, what has left, and what of its price is billed and paid. */
export function replacementReport({ view, policy, billings }: Ground): readonly Wanted[] {
  const { lines, replaces, order } = view;
  if (replaces === undefined) return NOTHING;
  const rows = lines.map(({ line, toShip, shipped }) => ({
    line: line.line,
    ordered: line.quantity,
    toShip: maxQuantity(toShip, shipped),
    shipped,
  }));
  const money = isFreeOfCharge(replaces.value) ? {} : chargedOf(view, policy, billings);
  const text = rows
    .map((row) => `${row.line}*${row.ordered}/${row.toShip}/${row.shipped}`)
    .concat(Object.values(money).map(formatMoney))
    .join('|');
  const { rma, salesOrder } = replaces.value;
  return [
    {
      id: `report-replacement:${rma}`,
      type: COMMANDS.reportReplacement.type,
      system: OWN_SYSTEM,
      fingerprint: fingerprint(text),
      gates: [],
      disputed: order.disputed || replaces.disputed,
      content: () => ({ rma, salesOrder, lines: rows, ...money }),
    },
  ];
}

/** What the invoices of the order come to, and what of it is paid or credited. */
function chargedOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  billings: readonly Billing[],
): { readonly billed: Money; readonly settled: Money } | object {
  const { currency } = view.order.value;
  const posted = billings.flatMap(({ invoice }) => (invoice === undefined ? [] : [invoice.value.gross]));
  if (posted.length === 0) return {};
  const sum = (rows: readonly Money[]): bigint => rows.reduce((total, row) => total + row.amountMinor, 0n);
  const billedMinor = sum(posted);
  const open = sum(openInvoices(view, policy, billings).map((row) => row.open));
  return {
    billed: { amountMinor: billedMinor, currency },
    settled: { amountMinor: billedMinor - open, currency },
  };
}

const NOTHING: readonly Wanted[] = [];
