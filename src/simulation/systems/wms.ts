import { maxQuantity, quantity, type Quantity } from '../../kernel/quantity.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { KeyedSystem, type Answer, type Request } from './system.ts';

type Shipment = FactContent<'shipmentConfirmed'>;

/** One line of a warehouse shipping order: totals since it was first told. */
interface WarehouseLine {
  readonly line: number;
  readonly item: string;
  told: bigint;
  /** Taken from the shelf, shipped parts included. */
  picked: bigint;
  shipped: bigint;
  short: bigint;
}

/** A warehouse shipping order. */
export interface ShippingOrder {
  readonly salesOrder: string;
  readonly shippingOrder: string;
  readonly site: string;
  readonly lines: Map<string, WarehouseLine>;
  version: number;
}

/** Floors under a line that the warehouse has named when it refused a change. */
export interface Refusal {
  readonly salesOrder: string;
  readonly site: string;
  readonly line: number;
  readonly item: string;
  readonly committed: bigint;
}

const ONE = quantity(1);
const q = (value: bigint): Quantity => value as Quantity;

/** The warehouse system: stock, picks that come up short, split and restated shipments. */
export class Wms extends KeyedSystem {
  readonly name = 'wms';
  readonly orders = new Map<string, ShippingOrder>();
  /** Newest version of every shipment. */
  readonly shipments = new Map<string, Shipment>();
  readonly shippedAt = new Map<string, Instant>();
  /** Shipments that it said never left, by mistake or not. */
  readonly voided = new Set<string>();
  readonly refusals: Refusal[] = [];
  /** On the shelf, by item and site. */
  readonly stock = new Map<string, bigint>();
  #picks = 0;
  #movements = 0;

  /** Goods come in. */
  receive(item: string, site: string, amount: bigint): void {
    this.#move(item, site, amount);
  }

  #move(item: string, site: string, amount: bigint): void {
    const place = `${item}|${site}`;
    this.stock.set(place, (this.stock.get(place) ?? 0n) + amount);
    const [here, there] = [
      { location: site, disposition: 'sellable_accessible' as const },
      { location: amount > 0n ? 'supplier' : 'adjustment', disposition: 'in_transit' as const },
    ];
    this.world.tell(
      this.world.fact(this.name, 'movementRecorded', {
        movement: `M-${++this.#movements}`,
        version: 1,
        kind: amount > 0n ? 'receipt' : 'adjustment',
        item,
        quantity: q(amount > 0n ? amount : -amount),
        from: amount > 0n ? there : here,
        to: amount > 0n ? here : there,
      }),
    );
  }

  protected apply(request: Request): Answer {
    const told = request.content as CommandContent<'releaseShippingOrder'>;
    const order = this.#order(told);
    const totals = new Map(told.lines.map((line) => [`${line.line}|${line.item}`, line]));
    const lines = [...order.lines.values()];
    const tooLate = lines.some((line) => {
      const total = totals.get(`${line.line}|${line.item}`)?.quantity ?? 0n;
      return total < line.told && total < line.picked + line.short;
    });
    if (tooLate) return this.#refuse(order, told, lines);
    for (const line of lines) if (!totals.has(`${line.line}|${line.item}`)) line.told = 0n;
    for (const [key, { line, item, quantity: total }] of totals) {
      const known = order.lines.get(key);
      if (known !== undefined) known.told = total;
      else order.lines.set(key, { line, item, told: total, picked: 0n, shipped: 0n, short: 0n });
    }
    order.version += 1;
    this.world.after(this.world.hours(12), () => this.#pick(order));
    const accepted = this.world.fact(this.name, 'shippingOrderAccepted', {
      salesOrder: order.salesOrder,
      shippingOrder: order.shippingOrder,
      version: order.version,
      of: told.of,
      site: order.site,
      lines: [...order.lines.values()].map((line) => ({
        line: line.line,
        item: line.item,
        quantity: q(line.told),
      })),
    });
    return { kind: 'done', facts: [accepted] };
  }

  #order({ salesOrder, shippingOrder, site }: CommandContent<'releaseShippingOrder'>): ShippingOrder {
    let order = this.orders.get(shippingOrder);
    if (order === undefined) {
      order = { salesOrder, shippingOrder, site, lines: new Map(), version: 0 };
      this.orders.set(shippingOrder, order);
    }
    return order;
  }

  #refuse(
    { salesOrder, shippingOrder, site }: ShippingOrder,
    { of }: CommandContent<'releaseShippingOrder'>,
    lines: readonly WarehouseLine[],
  ): Answer {
    const committed = lines.map(({ line, item, picked }) => ({ line, item, committed: q(picked) }));
    for (const line of committed) this.refusals.push({ salesOrder, site, ...line });
    const reason = 'picked already';
    const content = { salesOrder, shippingOrder, of, site, lines: committed, reason };
    return {
      kind: 'refused',
      facts: [this.world.fact(this.name, 'shippingOrderChangeRefused', content)],
    };
  }

  #pick(order: ShippingOrder): void {
    const picks: FactContent<'pickConfirmed'>['lines'] = [];
    let isShort = false;
    for (const line of order.lines.values()) {
      const open = line.told - line.picked - line.short;
      if (open <= 0n) continue;
      const short = this.#shortOf(line.item, order.site, open);
      if (short > 0n) isShort = true;
      line.short += short;
      line.picked += open - short;
      picks.push({ line: line.line, item: line.item, picked: q(open - short), short: q(short) });
    }
    if (picks.length === 0) return;
    if (isShort || this.world.random.chance(0.3)) this.#tellPick(order, picks);
    if (this.world.turn()) this.world.after(this.world.hours(20), () => this.#ship(order, true));
    this.world.after(this.world.hours(6), () => this.#ship(order, this.world.turn()));
    // Whatever stays on the dock leaves with the last truck.
    this.world.after(26 * 3_600_000, () => this.#ship(order, false));
  }

  /** What the shelf does not have, and, on some days, a unit that nobody can find. */
  #shortOf(item: string, site: string, open: bigint): bigint {
    let onShelf = this.stock.get(`${item}|${site}`) ?? 0n;
    for (const order of this.orders.values()) {
      if (order.site !== site) continue;
      for (const line of order.lines.values()) {
        if (line.item === item) onShelf -= line.picked - line.shipped;
      }
    }
    if (onShelf < open) return open - (onShelf > 0n ? onShelf : 0n);
    if (!this.world.turn()) return 0n;
    this.#move(item, site, -ONE);
    return ONE;
  }

  #tellPick(order: ShippingOrder, lines: FactContent<'pickConfirmed'>['lines']): void {
    const { salesOrder, site } = order;
    const pick = `K-${++this.#picks}`;
    this.world.tell(
      this.world.fact(this.name, 'pickConfirmed', { salesOrder, pick, version: 1, site, lines }),
    );
  }

  /** Ships what is picked; a part of it only if the truck is full. */
  #ship(order: ShippingOrder, part: boolean): void {
    const lines: Shipment['lines'] = [];
    for (const line of order.lines.values()) {
      const ready = line.picked - line.shipped;
      const leaves = part && ready > ONE ? ready - ONE : ready;
      if (leaves <= 0n) continue;
      line.shipped += leaves;
      this.#take(line.item, order.site, leaves);
      lines.push({ line: line.line, item: line.item, quantity: q(leaves) });
    }
    if (lines.length === 0) return;
    const { salesOrder, site } = order;
    const shipment: Shipment = {
      salesOrder,
      shipment: `S-${salesOrder}-${this.shipments.size + 1}`,
      version: 1,
      site,
      shippedAt: this.world.now(),
      lines,
    };
    this.shippedAt.set(shipment.shipment, this.world.now());
    this.#tellShipment(shipment);
    if (!this.world.turn()) return;
    const later = this.world.random.pick([90_000, this.world.hours(4), this.world.hours(400)]);
    this.world.after(later, () => this.#restate(order, shipment));
  }

  #take(item: string, site: string, amount: bigint): void {
    const place = `${item}|${site}`;
    this.stock.set(place, (this.stock.get(place) ?? 0n) - amount);
  }

  #tellShipment(shipment: Shipment): void {
    this.shipments.set(shipment.shipment, shipment);
    if (shipment.lines.length === 0) this.voided.add(shipment.shipment);
    const fact = this.world.fact(this.name, 'shipmentConfirmed', shipment);
    this.world.tell(fact);
    if (!this.world.chance(this.world.faults.contradicted)) return;
    const [first, ...rest] = shipment.lines;
    if (first === undefined) return;
    const wrong = { ...first, quantity: q(maxQuantity(q(first.quantity - ONE), q(0n))) };
    if (rest.length === 0 && wrong.quantity === 0n) this.voided.add(shipment.shipment);
    this.world.tellWrong(fact, { ...shipment, lines: [wrong, ...rest] });
  }

  /** A unit was found on the dock, or the whole shipment never left. */
  #restate(order: ShippingOrder, shipment: Shipment): void {
    const isVoid = this.world.random.chance(0.3);
    const kept: Shipment['lines'] = [];
    for (const { line, item, quantity: shipped } of shipment.lines) {
      const known = order.lines.get(`${line}|${item}`)!;
      const back = isVoid ? shipped : shipped < ONE ? shipped : ONE;
      known.shipped -= back;
      known.picked -= back;
      this.#take(item, order.site, -back);
      if (shipped > back) kept.push({ line, item, quantity: q(shipped - back) });
    }
    this.#tellShipment({ ...shipment, version: shipment.version + 1, lines: kept });
    this.world.after(this.world.hours(12), () => this.#pick(order));
  }
}
