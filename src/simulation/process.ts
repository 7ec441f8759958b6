import { factTypeOf } from '../canonical/catalogue.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import { aboutInstance } from '../canonical/subject.ts';
import type { StockEffects } from '../domain/inventory/stock-effects.ts';
import { recordOutcome, type BookEntry, type Outcome } from '../engine/book.ts';
import type { Issue } from '../engine/diff.ts';
import type { Fact } from '../engine/fact.ts';
import { emptyState, type State } from '../engine/state.ts';
import { step, type Instance, type Step } from '../engine/step.ts';
import type { Instant } from '../kernel/instant.ts';
import type { FactContent } from './contents.ts';
import { Desk } from './desk.ts';
import { Ledger } from './ledger.ts';
import type { System } from './systems/system.ts';
import type { Variant } from './variant.ts';
import { ENTITY, type World } from './world.ts';

/** Everything durable about one instance, and the cache that a crash drops. */
export interface OrderRecord {
  /** Its number: of a sales order, or of an instance of whatever else lives here. */
  readonly salesOrder: string;
  readonly facts: Fact[];
  /** Newest generation of every command, with what a dispatcher must remember of it. */
  readonly commands: Map<string, { issue: Issue; sentAt: Instant; attempts: number }>;
  book: Map<string, BookEntry>;
  last: Step | null;
  /** The cache. */
  state: State | null;
  armedFor: Instant | null;
}

/** The process: front door, store, judge and dispatcher in one, which may die at any moment. */
export class Process {
  readonly world: World;
  readonly variant: Variant;
  readonly ledger: Ledger;
  readonly orders = new Map<string, OrderRecord>();
  readonly desk: Desk;
  /** Told after every commit. */
  onCommit: (record: OrderRecord) => void = () => undefined;
  factCount = 0;
  stepCount = 0;
  /** Grows with every death: whatever an earlier life was waiting for is nobody's business now. */
  life = 0;
  readonly #stockOf: (state: State) => StockEffects;
  /** Word of the workflow whose instances live here. */
  readonly #workflow: string;
  readonly #seen = new Set<string>();
  readonly #aliases = new Map<string, string>();
  readonly #waiting = new Map<string, Fact[]>();
  #isDown = false;
  #redecides = false;

  constructor(
    world: World,
    variant: Variant,
    stockOf: (state: State) => StockEffects,
    systems: ReadonlyMap<string, System>,
    workflow: string = SALES_ORDER,
  ) {
    this.world = world;
    this.variant = variant;
    this.#stockOf = stockOf;
    this.#workflow = workflow;
    this.ledger = new Ledger(world, () => this.#effects());
    this.desk = new Desk(this, systems);
    world.take = (fact) => this.take(fact);
  }

  /** The front door. Answers whether the fact is stored, so that the sender may forget it. */
  take(fact: Fact): boolean {
    if (this.#isDown) return false;
    if (this.#seen.has(`${fact.source}/${fact.id}`)) return true;
    const type = factTypeOf(fact.type)!;
    const route = type.route(fact.content);
    if (route.to === 'ledger') {
      this.#seen.add(`${fact.source}/${fact.id}`);
      this.#move(fact);
      return true;
    }
    const salesOrder = route.to === 'alias' ? this.#aliases.get(route.alias) : route.number;
    if (salesOrder !== undefined) return this.commit(this.record(salesOrder), [fact], []);
    if (route.to === 'alias') this.#wait(route.alias, fact);
    return true;
  }

  /** Business keys do their own part: a movement told again under a new id moves nothing. */
  #move(fact: Fact): void {
    const movement = fact.content as FactContent<'movementRecorded'>;
    const key = `movement/${movement.movement}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.ledger.move(movement);
    this.redecideSoon();
  }

  #wait(alias: string, fact: Fact): void {
    const waiting = this.#waiting.get(alias);
    if (waiting === undefined) this.#waiting.set(alias, [fact]);
    else waiting.push(fact);
    this.#seen.add(`${fact.source}/${fact.id}`);
  }

  record(salesOrder: string): OrderRecord {
    let record = this.orders.get(salesOrder);
    if (record === undefined) {
      record = {
        salesOrder,
        facts: [],
        commands: new Map(),
        book: new Map(),
        last: null,
        state: null,
        armedFor: null,
      };
      this.orders.set(salesOrder, record);
    }
    return record;
  }

  /** One batch for one order. Answers whether it is committed and acknowledged. */
  commit(record: OrderRecord, told: readonly Fact[], outcomes: readonly Outcome[]): boolean {
    const crashes = this.world.chance(this.world.faults.crash);
    if (crashes && this.world.random.chance(0.5)) return this.#die();
    const facts: Fact[] = [];
    for (const fact of told) {
      const name = `${fact.source}/${fact.id}`;
      if (this.#seen.has(name)) continue;
      this.#seen.add(name);
      facts.push(this.variant.read(fact, record.last));
    }
    const { definition, rules } = this.variant;
    const stepped = step(definition, this.instanceOf(record), facts, outcomes, rules);
    for (const fact of facts) record.facts.push(fact);
    this.factCount += facts.length;
    this.stepCount += 1;
    record.state = stepped.instance.state;
    record.book = stepped.instance.book as Map<string, BookEntry>;
    record.last = stepped;
    for (const issue of stepped.issued) {
      record.commands.set(issue.id, { issue, sentAt: this.world.now(), attempts: 0 });
    }
    for (const fact of facts) this.#introduceAliases(fact, record);
    if (crashes) return this.#die();
    this.desk.accept(record, stepped.issued);
    this.#afterCommit(record, facts);
    return true;
  }

  #afterCommit(record: OrderRecord, facts: readonly Fact[]): void {
    this.#arm(record);
    for (const fact of facts) {
      if (fact.type.startsWith('shipment.') || fact.type.startsWith('pick.')) this.redecideSoon();
    }
    this.onCommit(record);
  }

  #introduceAliases(fact: Fact, record: OrderRecord): void {
    for (const alias of factTypeOf(fact.type)!.introduces(fact.content)) {
      this.#introduce(alias, record);
    }
  }

  #introduce(alias: string, record: OrderRecord): void {
    if (this.#aliases.has(alias)) return;
    this.#aliases.set(alias, record.salesOrder);
    const waiting = this.#waiting.get(alias);
    if (waiting === undefined) return;
    this.#waiting.delete(alias);
    for (const fact of waiting) {
      this.#seen.delete(`${fact.source}/${fact.id}`);
      const life = this.life;
      this.world.after(1, () => {
        if (life !== this.life || !this.take(fact)) this.world.tell(fact);
      });
    }
  }

  instanceOf(record: OrderRecord): Instance {
    record.state ??= this.#rebuild(record);
    const scope = { entity: ENTITY, businessId: record.salesOrder };
    return { scope, state: record.state, book: record.book };
  }

  #rebuild(record: OrderRecord): State {
    const { definition, rules } = this.variant;
    let state = emptyState(definition.registers);
    for (const fact of record.facts) state = rules.evolve(definition.registers, state, fact).state;
    return state;
  }

  /** The mark that a command is about to leave; durable before it does. */
  markSent(record: OrderRecord, issue: Issue): void {
    const { id, generation } = issue;
    recordOutcome(record.book, { id, generation, kind: 'sent' });
    record.commands.get(id)!.sentAt = this.world.now();
  }

  /** Executes an allocation inside the batch, as the product does: no wire lies between. */
  allocate(record: OrderRecord, issue: Issue): void {
    const content = issue.content as Parameters<Ledger['decide']>[0];
    const fact = this.ledger.decide(content, this.stockOf(record));
    const { id, generation } = issue;
    const before = record.facts.length;
    this.commit(record, [fact], [{ id, generation, kind: 'done' }]);
    if (record.facts.length === before) return;
    this.ledger.enter(content, fact.content as FactContent<'inventoryAllocated'>);
    this.redecideSoon();
  }

  stockOf(record: OrderRecord): StockEffects {
    return this.#stockOf(this.instanceOf(record).state);
  }

  *#effects(): Iterable<readonly [string, StockEffects]> {
    for (const record of this.orders.values()) yield [record.salesOrder, this.stockOf(record)];
  }

  /** Stock changed: what is promised is looked at again, once, a little later. */
  redecideSoon(): void {
    if (this.#redecides) return;
    this.#redecides = true;
    this.world.after(2_000, () => {
      this.#redecides = false;
      this.#redecide();
    });
  }

  #redecide(): void {
    if (this.#isDown) return this.redecideSoon();
    for (const [salesOrder] of this.ledger.standing()) {
      const record = this.record(salesOrder);
      const fact = this.ledger.decideAgain(salesOrder, this.stockOf(record));
      if (fact === null) continue;
      const before = record.facts.length;
      const request = this.ledger.requestOf(salesOrder);
      this.commit(record, [fact], []);
      if (record.facts.length > before) {
        this.ledger.enter(request, fact.content as FactContent<'inventoryAllocated'>);
      }
      this.redecideSoon();
      return;
    }
  }

  /** Wakes when the next deadline passes; a passed deadline is a fact. */
  #arm(record: OrderRecord): void {
    let next: Instant | null = null;
    for (const { dueAt } of record.last!.judgement.deadlines) {
      if (next === null || dueAt < next) next = dueAt;
    }
    if (next === null || next === record.armedFor) return;
    record.armedFor = next;
    const now = this.world.now();
    this.world.after(next > now ? next - now + 1 : 1, () => this.#examine(record));
  }

  #examine(record: OrderRecord): void {
    record.armedFor = null;
    if (record.last === null) return;
    const now = this.world.now();
    const passed = record.last.judgement.deadlines
      .filter(({ dueAt }) => dueAt < now)
      .map(({ id, dueAt }) =>
        this.world.fact(
          'crossdock',
          'deadlinePassed',
          { ...aboutInstance(this.#workflow, record.salesOrder), deadline: id, dueAt },
          `${record.salesOrder} ${id} ${dueAt}`,
        ),
      );
    if (passed.length === 0) return this.#arm(record);
    if (this.#isDown || !this.commit(record, passed, [])) {
      this.world.after(60_000, () => this.#examine(record));
    }
  }

  #die(): false {
    this.life += 1;
    this.#isDown = true;
    this.desk.forget();
    for (const record of this.orders.values()) record.state = null;
    this.world.after(1_000 + this.world.random.below(60_000), () => this.#rise());
    return false;
  }

  #rise(): void {
    this.#isDown = false;
    for (const record of this.orders.values()) {
      this.desk.recover(record);
      if (record.last !== null) {
        record.armedFor = null;
        this.#arm(record);
        this.onCommit(record);
      }
    }
    this.redecideSoon();
  }
}
