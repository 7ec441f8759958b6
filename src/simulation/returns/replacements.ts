/** Sales orders in place of returned goods: what was ordered of each line, and what has left. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import { maxQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { KeyedSystem, type Answer, type Request } from '../systems/system.ts';
import type { World } from '../world.ts';
import type { Dock } from './books.ts';

type Placing = CommandContent<'placeReplacement'>;
type Row = FactContent<'replacementReported'>['lines'][number];

/** An order as it was told, and what its goods had been through by then. */
interface Placed {
  readonly rma: string;
  readonly salesOrder: string;
  readonly quantity: bigint;
  readonly inspected: bigint;
}

export class Replacements extends KeyedSystem {
  readonly name = OWN_SYSTEM;
  /** Every telling, for the auditor. */
  readonly placed: Placed[] = [];
  readonly #dock: Dock;
  readonly #lines = new Map<string, Map<number, Row>>();
  readonly #cancelled = new Set<string>();
  #reports = 0;

  constructor(world: World, dock: Dock) {
    super(world);
    this.#dock = dock;
  }

  protected apply({ type, content }: Request): Answer {
    const { rma, salesOrder } = content as CommandContent<'withdrawReplacement'>;
    if (type === COMMANDS.placeReplacement.type) this.#place(content as Placing);
    else this.#cancelled.add(salesOrder);
    if (this.#cancelled.has(salesOrder)) {
      this.#restate(salesOrder, (row) => ({ ...row, toShip: row.shipped }));
    } else this.world.after(this.world.hours(70), () => this.#ship(rma, salesOrder));
    return { kind: 'done', facts: [this.#report(rma, salesOrder)] };
  }

  #place({ rma, salesOrder, lines }: Placing): void {
    const seen = [...this.#dock.inspections.values()].filter((one) => one.rma === rma);
    const inspected = seen.flatMap((one) => one.lines).reduce((sum, { quantity }) => sum + quantity, 0n);
    const quantity = lines.reduce((sum, line) => sum + line.quantity, 0n);
    this.placed.push({ rma, salesOrder, quantity, inspected });
    const known = this.#lines.get(salesOrder) ?? new Map<number, Row>();
    this.#lines.set(salesOrder, known);
    // What a later statement drops is ordered no more.
    for (const [line, row] of known) known.set(line, { ...row, ordered: ZERO_QUANTITY, toShip: row.shipped });
    for (const { line, quantity: ordered } of lines) {
      const shipped = known.get(line)?.shipped ?? ZERO_QUANTITY;
      known.set(line, { line, ordered, toShip: maxQuantity(ordered, shipped), shipped });
    }
  }

  #ship(rma: string, salesOrder: string): void {
    if (this.#cancelled.has(salesOrder)) return;
    this.#restate(salesOrder, (row) => ({ ...row, shipped: row.toShip }));
    this.world.tell(this.#report(rma, salesOrder));
  }

  #restate(salesOrder: string, by: (row: Row) => Row): void {
    const rows = this.#lines.get(salesOrder);
    for (const [line, row] of rows ?? []) rows!.set(line, by(row));
  }

  #report(rma: string, salesOrder: string) {
    const lines = [...(this.#lines.get(salesOrder)?.values() ?? [])];
    const report = { rma, salesOrder, version: ++this.#reports, lines };
    return this.world.fact(this.name, 'replacementReported', report);
  }

  /** What has left with an order, of all lines. */
  shippedOf(salesOrder: string): Quantity {
    const rows = [...(this.#lines.get(salesOrder)?.values() ?? [])];
    return rows.reduce((sum, { shipped }) => sum + shipped, 0n) as Quantity;
  }
}
