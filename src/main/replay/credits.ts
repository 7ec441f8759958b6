/** Credit documents of the data set as returns: each line led back to what its customer bought before. */
import { instantOfLocal } from '../../kernel/calendar.ts';
import type { PlannedReturn, PlannedReturnLine } from '../box/return-plan.ts';
import type { LinesWorth } from '../../cli/results.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount, lineTotal } from '../../kernel/money.ts';
import { quantity } from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { parseUnitPrice } from '../../kernel/unit-price.ts';
import { HOUSE_ACCOUNT, isService, type RetailDocument } from './online-retail.ts';
import { salesOrderOf, SELLER, SITE } from './world.ts';

/** Why a credited line leads to no sale; a person must look at each. */
export const UNMATCHED = {
  'no-customer': 'nobody knows whose goods came back',
  charge: 'a discount, a fee or postage: nothing that could come back',
  'no-earlier-sale': 'the files hold no earlier sale of it to this customer, or it all came back before',
} as const;

export type UnmatchedKind = keyof typeof UNMATCHED;

/** What became of the credited lines of the files. */
export interface CreditAccount {
  readonly returns: readonly PlannedReturn[];
  readonly lines: number;
  /** What leads to a sale. */
  readonly matched: LinesWorth;
  readonly unmatched: Readonly<Record<UnmatchedKind, LinesWorth>>;
}

/** Lines that are being counted. */
class Tally {
  #lines = 0;
  #minor = 0n;

  add(line: Worth): void {
    this.#lines += 1;
    this.#minor += worthOf(line);
  }

  worth(): LinesWorth {
    return { lines: this.#lines, money: formatAmount(this.#minor, CURRENCY) };
  }
}

const CURRENCY = expectOk(parseCurrency(SELLER.currency), 'currency of the seller');

type Worth = Pick<PlannedReturnLine, 'quantity' | 'unitPrice'>;

const worthOf = ({ quantity: units, unitPrice }: Worth): bigint =>
  lineTotal(quantity(units), expectOk(parseUnitPrice(unitPrice), 'price'), CURRENCY, 'half-up');

/** What is left of a sold line. */
interface Sold {
  readonly at: string;
  readonly salesOrder: string;
  readonly orderLine: number;
  left: number;
}

/** Leads each credited line to earlier sales of the same customer and item, the oldest first. */
export function matchCredits(
  sales: readonly RetailDocument[],
  credits: readonly RetailDocument[],
): CreditAccount {
  const sold = soldLines(sales);
  const matched = new Tally();
  const unmatched = {
    'no-customer': new Tally(),
    charge: new Tally(),
    'no-earlier-sale': new Tally(),
  };
  const returns: PlannedReturn[] = [];
  for (const credit of credits) {
    const byOrder = new Map<string | null, PlannedReturnLine[]>();
    const add = (salesOrder: string | null, line: PlannedReturnLine): void =>
      void byOrder.set(salesOrder, [...(byOrder.get(salesOrder) ?? []), line]);
    for (const { item, quantity: credited, unitPrice } of credit.lines) {
      const { parts, missing } = take(sold, credit, item, credited);
      for (const { salesOrder, ...part } of parts) {
        add(salesOrder, { ...part, item, unitPrice, waitsFor: part.quantity });
      }
      if (missing < credited) matched.add({ quantity: credited - missing, unitPrice });
      if (missing === 0) continue;
      const kind = kindOf(credit, item);
      const line = {
        orderLine: null, item, quantity: missing, unitPrice, waitsFor: 0, words: UNMATCHED[kind],
      };
      unmatched[kind].add(line);
      add(null, line);
    }
    returns.push(...[...byOrder].map(([order, lines], at) => returnOf(credit, order, lines, at + 1)));
  }
  return {
    returns,
    lines: credits.reduce((sum, { lines }) => sum + lines.length, 0),
    matched: matched.worth(),
    unmatched: {
      'no-customer': unmatched['no-customer'].worth(),
      charge: unmatched.charge.worth(),
      'no-earlier-sale': unmatched['no-earlier-sale'].worth(),
    },
  };
}

/** Takes what is credited of an item from what was sold of it, as far as there is any. */
function take(
  sold: ReadonlyMap<string, Sold[]>,
  { customer, at }: RetailDocument,
  item: string,
  credited: number,
): { parts: (Pick<Sold, 'salesOrder' | 'orderLine'> & { quantity: number })[]; missing: number } {
  const sales = customer === HOUSE_ACCOUNT ? [] : (sold.get(`${customer} ${item}`) ?? []);
  let missing = credited;
  const parts = [];
  for (const sale of sales) {
    const part = Math.min(missing, sale.left);
    if (part <= 0 || sale.at > at) continue;
    sale.left -= part;
    missing -= part;
    parts.push({ salesOrder: sale.salesOrder, orderLine: sale.orderLine, quantity: part });
  }
  return { parts, missing };
}

/** What is credited of one sale, or of none, is one return. */
function returnOf(
  { document, at, customer }: RetailDocument,
  salesOrder: string | null,
  lines: readonly PlannedReturnLine[],
  part: number,
): PlannedReturn {
  return {
    at: instantOfLocal(SITE.zone, at),
    entity: SELLER.entity,
    currency: SELLER.currency,
    site: SITE.site,
    rma: `${document}-${salesOrder === null ? 'U' : part}`,
    customer,
    salesOrder,
    reason: 'Damaged',
    lines,
    parcel: { kind: 'as-asked' },
    found: { grade: 'A', cause: 'US' },
  };
}

function kindOf({ customer }: RetailDocument, item: string): UnmatchedKind {
  if (isService(item)) return 'charge';
  return customer === HOUSE_ACCOUNT ? 'no-customer' : 'no-earlier-sale';
}

function soldLines(sales: readonly RetailDocument[]): ReadonlyMap<string, Sold[]> {
  const sold = new Map<string, Sold[]>();
  for (const { document, at, customer, lines } of sales) {
    for (const { item, line, quantity } of lines) {
      const key = `${customer} ${item}`;
      const sale = { at, salesOrder: salesOrderOf(document), orderLine: line, left: quantity };
      sold.set(key, [...(sold.get(key) ?? []), sale]);
    }
  }
  return sold;
}
