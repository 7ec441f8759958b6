/** Which of the ordered goods come back, how, and what is wrong about it, from a seed. */
import { HOUR_MS, type Instant } from '../../kernel/instant.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import type { PlannedOrder } from './demand.ts';

export interface PlannedReturnLine {
  /** Line of the sales order; null where nobody knows. */
  readonly orderLine: number | null;
  readonly item: string;
  readonly quantity: number;
  /** What the customer expects back for one unit, decimal text. */
  readonly unitPrice: string;
  /** Of the line, so much must be billed before anybody asks. */
  readonly waitsFor: number;
  /** What is said about it. */
  readonly words?: string;
}

/** What is odd about the parcel of a return. */
export type Parcel =
  | { readonly kind: 'as-asked' }
  /** Of the first line, one less. */
  | { readonly kind: 'one-less' }
  /** Of the first line, one more. */
  | { readonly kind: 'one-more' }
  /** Goods that nobody asked to return, instead of those. */
  | { readonly kind: 'other-item'; readonly item: string }
  /** No number on it, and nobody has asked yet: the dock finds it. */
  | { readonly kind: 'unlabelled' };

/** A return as a customer will ask for it. */
export interface PlannedReturn {
  /** Not before this. */
  readonly at: Instant;
  /** Its number, and the label of its parcel. One that comes unlabelled gets its number at the dock. */
  readonly rma: string;
  readonly entity: string;
  readonly customer: string;
  readonly currency: string;
  readonly site: string;
  readonly salesOrder: string | null;
  readonly reason: 'Damaged' | 'Wrong Item' | 'Not Wanted' | 'Defective';
  readonly lines: readonly PlannedReturnLine[];
  readonly parcel: Parcel;
  /** What the inspector will find. */
  readonly found: { readonly grade: 'A' | 'B' | 'D' | 'F'; readonly cause: 'CU' | 'CA' | 'US' | 'VE' };
}

/** Shares of what happens in the demo. */
const SHARES = { returned: 0.12, defective: 0.3, notWanted: 0.2, tooMany: 0.1, odd: 0.5 } as const;
/** What a greedy customer asks for beyond what was sold to him. */
const TOO_MANY = 3;

/** Plans which of the ordered goods come back. Whoever changed his mind before keeps what he got. */
export function planReturns(
  orders: readonly PlannedOrder[],
  sites: readonly { readonly site: string; readonly entity: string }[],
  seed: number,
): PlannedReturn[] {
  const random = seededRandom(`returns ${seed}`);
  return orders
    .filter(({ second }) => second === null)
    .filter(() => random.chance(SHARES.returned))
    .map((order) => {
      const { site } = sites.find(({ entity }) => entity === order.entity)!;
      return planReturn(order, site, random);
    });
}

function planReturn(order: PlannedOrder, site: string, random: Random): PlannedReturn {
  const at = random.below(order.lines.length);
  const line = order.lines[at]!;
  const quantity = random.between(1, line.quantity);
  const asked = random.chance(SHARES.tooMany) ? line.quantity + TOO_MANY : quantity;
  const isOdd = random.chance(SHARES.odd);
  const parcel: Parcel = isOdd ? oddParcel(order, at, asked, random) : { kind: 'as-asked' };
  const isDefective = random.chance(SHARES.defective);
  const isUnwanted = !isDefective && random.chance(SHARES.notWanted);
  return {
    at: (order.at + random.between(26, 72) * HOUR_MS) as Instant,
    rma: `RMA-${order.salesOrder}`,
    entity: order.entity,
    customer: order.customer,
    currency: order.currency,
    site,
    salesOrder: order.salesOrder,
    reason: isDefective ? 'Defective' : isUnwanted ? 'Not Wanted' : 'Damaged',
    lines: [
      {
        orderLine: at + 1,
        item: line.item,
        quantity: asked,
        unitPrice: line.unitPrice,
        waitsFor: Math.min(asked, line.quantity),
      },
    ],
    parcel,
    found: isDefective ? { grade: 'F', cause: 'VE' } : { grade: isUnwanted ? 'A' : 'D', cause: 'CA' },
  };
}

function oddParcel({ lines }: PlannedOrder, at: number, asked: number, random: Random): Parcel {
  const line = lines[at]!;
  const other = lines.find(({ item }) => item !== line.item);
  const kinds: Parcel[] = [{ kind: 'unlabelled' }];
  if (asked > 1) kinds.push({ kind: 'one-less' });
  if (asked < line.quantity) kinds.push({ kind: 'one-more' });
  if (other !== undefined) kinds.push({ kind: 'other-item', item: other.item });
  return random.pick(kinds);
}
