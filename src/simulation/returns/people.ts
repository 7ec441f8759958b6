/** The people behind the queues of returns: each case is looked at once, some hours after it opened. */
import type { ExceptionCase } from '../../engine/judgement.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import { RETURN } from '../../canonical/rma.ts';
import type { FactContent } from '../contents.ts';
import type { OrderRecord, Process } from '../process.ts';
import type { ReturnBooks } from './books.ts';
import type { Customers } from './scenario.ts';

type Verdict = FactContent<'caseDecided'>['verdict'];

const HOURS_MOST = 40;
const NEVER = 0.06;

/** Service, quality and finance: they decide cases, and approve what they did not begin. */
export class ReturnClerks {
  readonly #process: Process;
  readonly #books: ReturnBooks;
  readonly #customers: Customers;
  readonly #noticed = new Set<string>();
  readonly #decisions = new Map<string, number>();

  constructor(process: Process, books: ReturnBooks, customers: Customers) {
    this.#process = process;
    this.#books = books;
    this.#customers = customers;
  }

  look(record: OrderRecord): void {
    const { world } = this.#process;
    for (const open of record.last!.cases) {
      if (open.id.startsWith('late:') || !this.#isNew(record, open.id)) continue;
      if (world.random.chance(NEVER)) continue;
      world.after(world.hours(HOURS_MOST), () => {
        const still = record.last!.cases.find(({ id }) => id === open.id);
        if (still !== undefined) this.#act(record, still);
      });
    }
    for (const { id, generation, status } of record.book.values()) {
      if (status !== 'parked' || !this.#isNew(record, `parked:${id}#${generation}`)) continue;
      world.after(world.hours(HOURS_MOST), () => {
        const entry = record.book.get(id);
        if (entry?.status !== 'parked' || entry.generation !== generation) return;
        this.#process.desk.release(record, id);
        this.#noticed.delete(`${record.salesOrder} parked:${id}#${generation}`);
      });
    }
  }

  #isNew(record: OrderRecord, id: string): boolean {
    const name = `${record.salesOrder} ${id}`;
    return !this.#noticed.has(name) && this.#noticed.add(name).size > 0;
  }

  #act(record: OrderRecord, open: ExceptionCase): void {
    const { random } = this.#process.world;
    switch (open.kind) {
      case 'approval':
        return this.#approve(record, open);
      case 'unannounced-return':
      case 'unmatched-return':
        return this.#customers.ask(record.salesOrder);
      case 'return-review':
      case 'surplus-return':
      case 'arrived-after-end':
        return this.#say(record, open.id, random.chance(0.7) ? 'accept' : 'reject');
      case 'wrong-item':
        return this.#say(record, open.id, 'accept');
      case 'dispute':
        return this.#settleDispute(record, open);
      case 'command-refused':
        return this.#say(record, open.id, random.chance(0.7) ? 'retry' : 'waive');
      case 'changed-after-done':
        return this.#say(record, open.id, random.chance(0.6) ? 'reissue' : 'waive');
      default:
        return this.#say(record, open.id, 'waive');
    }
  }

  #approve(record: OrderRecord, { id, exposure }: ExceptionCase): void {
    const { world } = this.#process;
    const task = id.slice('approval:'.length);
    const verdict = world.random.chance(0.85) ? 'approve' : 'reject';
    const covers = exposure!;
    const decision = this.#number(`${record.salesOrder} ${task}`);
    if (verdict === 'approve') {
      this.#books.approved.set(`${record.salesOrder} ${task}`, covers.amountMinor);
    }
    world.tell(
      world.fact('console', 'approvalDecided', {
        ...aboutInstance(RETURN, record.salesOrder),
        task, decision, verdict, covers, by: 'ada', role: 'finance', authority: 'by rule', reason: 'checked',
      }),
    );
  }

  /** Looks into the books of the system that contradicts itself, and picks what is true. */
  #settleDispute(record: OrderRecord, open: ExceptionCase): void {
    const { world } = this.#process;
    const registers = record.last!.instance.state.slots.flat();
    const odd = registers.find(
      ({ contents, key, version }) => contents.length > 1 && open.id.endsWith(`:${key}:${version}`),
    );
    if (odd === undefined) return;
    const truth = odd.contents.find(({ text }) => !world.mistakes.has(text)) ?? odd.contents[0];
    world.tell(
      world.fact('console', 'disputeDecided', {
        ...aboutInstance(RETURN, record.salesOrder),
        dispute: open.id,
        decision: this.#number(`${record.salesOrder} ${open.id}`),
        content: fingerprint(truth.text),
        decidedBy: 'clerk',
        reason: 'as in the books',
      }),
    );
  }

  #say(record: OrderRecord, id: string, verdict: Verdict): void {
    const { world } = this.#process;
    world.tell(
      world.fact('console', 'caseDecided', {
        ...aboutInstance(RETURN, record.salesOrder),
        case: id,
        decision: this.#number(`${record.salesOrder} ${id}`),
        verdict,
        decidedBy: 'clerk',
        reason: 'looked at',
      }),
    );
  }

  #number(of: string): number {
    const number = (this.#decisions.get(of) ?? 0) + 1;
    this.#decisions.set(of, number);
    return number;
  }
}
