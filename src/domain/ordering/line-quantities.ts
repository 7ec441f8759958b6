import { maxQuantity, minQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';

/** What is known of one order line's quantities, in base units. */
export interface LineFacts {
  /** Stated in the newest revision of the order. */
  readonly ordered: Quantity;
  /** The most that any revision of the order stated. */
  readonly orderedEver: Quantity;
  /** The customer asked to cancel the line. */
  readonly cancelRequested: boolean;
  /** Picked or shipped when the warehouse refused to take it back: a floor. */
  readonly committed: Quantity;
  readonly shipped: Quantity;
  /** Not found at picking, although allocated. */
  readonly short: Quantity;
  /** What the customer's terms say becomes of a short pick. */
  readonly shortShip: 'backorder' | 'close';
}

/** What follows for the line, in base units. */
export interface LineQuantities {
  /** Cancelled with the warehouse's consent. */
  readonly cancelled: Quantity;
  /** Ordered and not cancelled, or cancelled too late: what the ERP holds. */
  readonly effective: Quantity;
  /** Closed short by the customer's terms: will never ship. */
  readonly closedShort: Quantity;
  /** To ship in total, shipped parts included. */
  readonly toShip: Quantity;
  /** Shipped beyond what was ordered or refused to be cancelled. */
  readonly overshipped: Quantity;
}

/**
 * Works out a line's quantities. A wish to cancel takes effect down to what the warehouse is
 * committed to; who asked first does not matter. What has shipped cannot be un-ordered, but more
 * than was ever ordered is not thereby ordered, nor are floors of several sites that add up to
 * more: the warehouse would be told to ship it again.
 */
export function lineQuantities(line: LineFacts): LineQuantities {
  const requested = line.cancelRequested ? ZERO_QUANTITY : line.ordered;
  const committed = minQuantity(line.committed, line.orderedEver);
  const agreed = maxQuantity(requested, committed);
  const effective = maxQuantity(agreed, minQuantity(line.shipped, line.orderedEver));
  const open = maxQuantity((effective - line.shipped) as Quantity, ZERO_QUANTITY);
  const closes = line.shortShip === 'close';
  const closedShort = closes ? minQuantity(line.short, open) : ZERO_QUANTITY;
  const over = line.shipped - maxQuantity(line.ordered, committed);
  return {
    cancelled: (line.ordered > effective ? line.ordered - effective : 0n) as Quantity,
    effective,
    closedShort,
    toShip: (effective - closedShort) as Quantity,
    overshipped: (over > 0n ? over : 0n) as Quantity,
  };
}
