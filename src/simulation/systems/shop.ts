import type { CommandContent, FactContent } from '../contents.ts';
import { done, KeyedSystem, type Answer, type Request } from './system.ts';

type Order = FactContent<'salesOrderStated'>;

/** The shop: what customers ordered, changed and cancelled, and what it was told of it. */
export class Shop extends KeyedSystem {
  readonly name = 'shop';
  /** Revisions of each order, the newest last. */
  readonly orders = new Map<string, Order[]>();
  /** Lines that were cancelled; `0` stands for all of them. */
  readonly cancelled = new Map<string, Set<number>>();
  readonly published = new Map<string, CommandContent<'publishOrderStatus'>>();
  /** The most ever stated of a line, mistakes included: somebody may have acted on them. */
  readonly #mostStated = new Map<string, bigint>();
  #requests = 0;

  protected apply(request: Request): Answer {
    const status = request.content as CommandContent<'publishOrderStatus'>;
    this.published.set(status.salesOrder, status);
    return done();
  }

  /** The customer places an order, or a later revision of it. */
  state(order: Order): void {
    const revisions = this.orders.get(order.salesOrder);
    if (revisions === undefined) this.orders.set(order.salesOrder, [order]);
    else revisions.push(order);
    this.#remember(order);
    const fact = this.world.fact(this.name, 'salesOrderStated', order);
    this.world.tell(fact);
    if (this.world.chance(this.world.faults.contradicted)) {
      const [first, ...rest] = order.lines;
      if (first === undefined) return;
      const wrong = { ...first, quantity: (first.quantity * 2n) as typeof first.quantity };
      const mistaken = { ...order, lines: [wrong, ...rest] };
      this.#remember(mistaken);
      this.world.tellWrong(fact, mistaken);
    }
  }

  #remember({ salesOrder, lines }: Order): void {
    for (const { line, quantity } of lines) {
      const key = `${salesOrder} ${line}`;
      if (quantity > (this.#mostStated.get(key) ?? 0n)) this.#mostStated.set(key, quantity);
    }
  }

  mostStated(salesOrder: string, line: number): bigint {
    return this.#mostStated.get(`${salesOrder} ${line}`) ?? 0n;
  }

  /** The newest revision, changed by the customer. */
  amend(salesOrder: string, change: (order: Order) => Order['lines']): void {
    const newest = this.orders.get(salesOrder)!.at(-1)!;
    const lines = change(newest);
    if (lines.length > 0) this.state({ ...newest, revision: newest.revision + 1, lines });
  }

  /** The customer asks to cancel; no lines means all. */
  cancel(salesOrder: string, lines: number[]): void {
    const cancelled = this.cancelled.get(salesOrder) ?? new Set();
    for (const line of lines.length === 0 ? [0] : lines) cancelled.add(line);
    this.cancelled.set(salesOrder, cancelled);
    const request = `C-${++this.#requests}`;
    const reason = 'changed their mind';
    this.world.tell(
      this.world.fact(this.name, 'salesOrderCancellationRequested', {
        salesOrder,
        request,
        lines,
        reason,
      }),
    );
  }
}
