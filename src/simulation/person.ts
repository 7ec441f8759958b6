import { FACTS } from '../canonical/catalogue.ts';
import type { ExceptionCase } from '../engine/judgement.ts';
import { registers } from '../engine/state.ts';
import { fingerprint } from '../kernel/fingerprint.ts';
import { R } from '../workflows/order-to-cash/registers.ts';
import type { FactContent } from './contents.ts';
import type { OrderRecord, Process } from './process.ts';
import { raised } from './scenario.ts';
import type { Books } from './auditor.ts';

type Verdict = FactContent<'caseDecided'>['verdict'];

/** How many days a person lets a case lie, at most, and how often they never come to it. */
const HOURS_MOST = 40;
const NEVER = 0.08;

/** The people behind the queues: each case is looked at once, some hours after it opened. */
export class People {
  readonly #process: Process;
  readonly #books: Books;
  readonly #noticed = new Set<string>();
  readonly #decisions = new Map<string, number>();

  constructor(process: Process, books: Books) {
    this.#process = process;
    this.#books = books;
  }

  /** Notices new cases and parked commands of an order. */
  look(record: OrderRecord): void {
    const { world } = this.#process;
    for (const { id } of record.last!.cases) {
      if (this.#isNew(record, id) && !id.startsWith('late:')) {
        if (world.random.chance(NEVER)) continue;
        world.after(world.hours(HOURS_MOST), () => this.#decide(record, id));
      }
    }
    for (const { id, generation, status } of record.book.values()) {
      if (status !== 'parked' || !this.#isNew(record, `parked:${id}#${generation}`)) continue;
      world.after(world.hours(HOURS_MOST), () => this.#release(record, id, generation));
    }
  }

  #isNew(record: OrderRecord, id: string): boolean {
    const name = `${record.salesOrder} ${id}`;
    if (this.#noticed.has(name)) return false;
    this.#noticed.add(name);
    return true;
  }

  #release(record: OrderRecord, id: string, generation: number): void {
    const entry = record.book.get(id);
    if (entry?.status !== 'parked' || entry.generation !== generation) return;
    this.#process.desk.release(record, id);
    this.#noticed.delete(`${record.salesOrder} parked:${id}#${generation}`);
  }

  #decide(record: OrderRecord, id: string): void {
    const open = record.last!.cases.find((known) => known.id === id);
    if (open !== undefined) this.#act(record, open);
  }

  #act(record: OrderRecord, open: ExceptionCase): void {
    const { world } = this.#process;
    const { erp, shop, tax } = this.#books;
    const { salesOrder } = record;
    switch (open.kind) {
      case 'unknown-reference':
        return erp.learnReferences();
      case 'price-mismatch':
        if (world.random.chance(0.7)) return this.#acceptPrice(record, open.id);
        return this.#restatePrices(salesOrder);
      case 'credit-hold':
        if (world.random.chance(0.75)) return erp.decideCredit(salesOrder, 'approved');
        return shop.cancel(salesOrder, []);
      case 'closed-period':
        return this.#reopen(record, open);
      case 'dispute':
        return this.#settleDispute(record, open);
      case 'changed-after-done':
        if (world.random.chance(0.6)) return this.#reissue(record, open.id);
        return this.#say(record, open.id, 'waive');
      case 'command-refused':
        tax.place(salesOrder);
        return this.#say(record, open.id, 'retry');
      case 'overship':
        return this.#say(record, open.id, 'accept');
      case 'overpaid':
      case 'inverse-refused':
      case 'unwanted-after-done':
        return this.#say(record, open.id, 'waive');
      default:
    }
  }

  #acceptPrice(record: OrderRecord, id: string): void {
    const { world } = this.#process;
    this.#books.acceptedPrices.add(`${record.salesOrder} ${id}`);
    this.#say(record, id, 'accept');
    if (world.turn(2)) world.after(world.hours(10), () => this.#raisePrices(record.salesOrder));
  }

  /** Whoever got away with it once tries again. */
  #raisePrices(salesOrder: string): void {
    this.#books.shop.amend(salesOrder, ({ lines }) =>
      lines.map((line) => ({ ...line, unitPrice: raised(line.unitPrice) })),
    );
  }

  #reissue(record: OrderRecord, id: string): void {
    this.#books.reissued.add(`${record.salesOrder} ${id}`);
    this.#say(record, id, 'reissue');
  }

  #restatePrices(salesOrder: string): void {
    const { shop, erp } = this.#books;
    shop.amend(salesOrder, ({ lines }) =>
      lines.map((line) => ({
        ...line,
        unitPrice: erp.contractPrices.get(line.item) ?? line.unitPrice,
      })),
    );
  }

  #reopen(record: OrderRecord, open: ExceptionCase): void {
    const { world } = this.#process;
    const [, shipment, date] = open.id.split(':') as [string, string, string];
    if (world.random.chance(0.4)) {
      this.#books.erp.openPeriod(date.slice(0, 7));
      return this.#say(record, open.id, 'retry');
    }
    const refused = registers(record.last!.instance.state, R.postingRefused).find(
      ({ key }) => key === `${shipment} ${date}`,
    );
    if (refused === undefined) return;
    const decision = this.#number(`redate ${shipment}`);
    world.tell(
      world.fact('console', 'postingRedated', {
        salesOrder: record.salesOrder,
        shipment,
        decision,
        postingDate: refused.contents[0].value.firstOpenDate,
        decidedBy: 'clerk',
        reason: 'first open date',
      }),
    );
  }

  /** Looks into the books of the system that contradicts itself, and picks what is true. */
  #settleDispute(record: OrderRecord, open: ExceptionCase): void {
    const { world } = this.#process;
    for (const slot of record.last!.instance.state.slots) {
      for (const { contents, key, version } of slot) {
        if (contents.length < 2 || !open.id.endsWith(`:${key}:${version}`)) continue;
        const truth = contents.find(({ text }) => !world.mistakes.has(text)) ?? contents[0];
        world.tell(
          world.fact('console', 'disputeDecided', {
            salesOrder: record.salesOrder,
            dispute: open.id,
            decision: this.#number(open.id),
            content: fingerprint(truth.text),
            decidedBy: 'clerk',
            reason: 'as in the books',
          }),
        );
        return;
      }
    }
  }

  #number(of: string): number {
    const number = (this.#decisions.get(of) ?? 0) + 1;
    this.#decisions.set(of, number);
    return number;
  }

  #say(record: OrderRecord, id: string, verdict: Verdict): void {
    const { world } = this.#process;
    world.tell(
      world.fact('console', 'caseDecided', {
        salesOrder: record.salesOrder,
        case: id,
        decision: this.#number(id),
        verdict,
        decidedBy: 'clerk',
        reason: FACTS.caseDecided.meaning,
      }),
    );
  }
}
