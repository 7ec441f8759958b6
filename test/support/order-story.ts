/**
 * Tells the life of one sales order in tests: facts go in as their systems say them, and commands
 * are answered as good systems answer them, unless the story says otherwise.
 */
import { COMMANDS, FACTS, type ContentOfFact } from '../../src/canonical/catalogue.ts';
import type { FactType } from '../../src/canonical/fact-type.ts';
import type { OutcomeKind } from '../../src/engine/book.ts';
import type { Issue } from '../../src/engine/diff.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { equationDelta, type Gate, type Wanted } from '../../src/engine/judgement.ts';
import { newInstance, step, type Instance, type Step } from '../../src/engine/step.ts';
import { ALWAYS_OPEN } from '../../src/kernel/calendar.ts';
import { parseCurrency, type Currency } from '../../src/kernel/currency.ts';
import { DAY_MS, HOUR_MS, parseInstant, type Instant } from '../../src/kernel/instant.ts';
import { applyRate, type Money } from '../../src/kernel/money.ts';
import { parseQuantity, type Quantity } from '../../src/kernel/quantity.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { unitPrice } from '../../src/kernel/unit-price.ts';
import type { OrderToCashPolicy } from '../../src/workflows/order-to-cash/policy.ts';
import { orderToCash, type OrderToCash } from '../../src/workflows/order-to-cash/workflow.ts';

type Kind = keyof typeof FACTS;
type Content<K extends Kind> = ContentOfFact<(typeof FACTS)[K]>;
type Terms = Content<'salesOrderRegistered'>['terms'];

export const EUR: Currency = expectOk(parseCurrency('EUR'), 'currency');
export const euros = (amountMinor: number | bigint): Money => ({
  amountMinor: BigInt(amountMinor),
  currency: EUR,
});
export const units = (text: number | string): Quantity =>
  expectOk(parseQuantity(String(text)), 'quantity');
export const at = (text: string): Instant => expectOk(parseInstant(text), 'instant');

/** Monday, 2031-03-03, 08:00 UTC: when every story begins. */
export const MORNING = at('2031-03-03T08:00:00Z');

/** A distributor with one entity that always works, in UTC. */
export const POLICY: OrderToCashPolicy = {
  entities: new Map([['main', { zone: 'UTC', calendar: ALWAYS_OPEN }]]),
  siteCalendars: new Map(),
  systems: {
    erp: 'erp',
    wms: 'wms',
    carrier: 'carrier',
    tax: 'tax',
    payment: 'payment',
    allocation: 'ledger',
    channels: new Map([['shop', 'shop']]),
  },
  priceToleranceBasisPoints: 100n,
  rounding: 'half-up',
  closedPeriod: 'park',
  substitutes: new Map([['apple', ['pear']]]),
  slaMs: {
    'order-known': HOUR_MS,
    acceptance: 8 * HOUR_MS,
    allocation: 4 * HOUR_MS,
    release: 4 * HOUR_MS,
    shipment: 2 * DAY_MS,
    delivery: 3 * DAY_MS,
    invoice: DAY_MS,
    payment: 5 * DAY_MS,
  },
};

const TERMS: Terms = {
  payment: 'on-account',
  netDays: 30,
  proofOfDelivery: false,
  shortShip: 'backorder',
  substitution: false,
};

/** A line as stories write it: number, item, quantity, price. */
export type StoryLine = readonly [line: number, item: string, quantity: number, price: string];

/** How the world of a story differs from the plain one. */
export interface Setting {
  readonly policy?: Partial<OrderToCashPolicy>;
  readonly terms?: Partial<Terms>;
  /** Contract prices by item; the ordered price where there is none. */
  readonly contract?: Readonly<Record<string, string>>;
  /** Stock by site, in the order in which it is promised; plenty at `north` unless told. */
  readonly stock?: Readonly<Record<string, number>>;
}

/** The story of the order SO-1. */
export class Story {
  readonly workflow: OrderToCash;
  readonly facts: Fact[] = [];
  now: Instant = MORNING;
  instance: Instance;
  last: Step;
  /** Every generation that was ever issued, in order. */
  readonly issued: Issue[] = [];
  terms: Terms;
  contract: Record<string, string>;
  /** Command types that nobody answers. */
  readonly silent = new Set<string>();
  readonly #stock: Readonly<Record<string, number>>;
  #ids = 0;
  #registrations = 0;
  #credits = 0;
  #allocations = 0;
  #undertakings = 0;
  #invoices = 0;
  #revision = 0;
  readonly #decisions = new Map<string, number>();

  constructor(setting: Setting = {}) {
    this.workflow = orderToCash({ ...POLICY, ...setting.policy });
    this.instance = newInstance(this.workflow.definition, { entity: 'main', businessId: 'SO-1' });
    this.last = step(this.workflow.definition, this.instance, [], []);
    this.terms = { ...TERMS, ...setting.terms };
    this.contract = { ...setting.contract };
    this.#stock = setting.stock ?? { north: 1_000_000 };
  }

  // What systems and people say.

  /** A system says something. */
  say<K extends Kind>(kind: K, content: Content<K>, source = 'system', id?: string): Step {
    return this.#take([this.fact(kind, content, source, id)], []);
  }

  fact<K extends Kind>(kind: K, content: Content<K>, source = 'system', id?: string): Fact {
    const type = FACTS[kind] as unknown as FactType;
    return {
      type: type.type,
      source,
      id: id ?? `f${++this.#ids}`,
      entity: 'main',
      occurredAt: this.now,
      recordedAt: this.now,
      correlationId: 'SO-1',
      causationId: null,
      content,
      text: type.encode(content),
    };
  }

  /** The customer orders, or changes the order: a later revision. */
  orders(...lines: readonly StoryLine[]): this {
    this.#revision += 1;
    this.say('salesOrderStated', {
      salesOrder: 'SO-1',
      revision: this.#revision,
      channel: 'shop',
      customer: 'C-1',
      currency: EUR,
      orderedAt: MORNING,
      shipTo: { country: 'DE' },
      lines: lines.map(([line, item, quantity, price]) => ({
        line,
        item,
        quantity: units(quantity),
        unitPrice: unitPrice(price),
      })),
    });
    return this;
  }

  cancels(...lines: number[]): this {
    const request = `C-${++this.#ids}`;
    this.say('salesOrderCancellationRequested', { salesOrder: 'SO-1', request, lines, reason: '' });
    return this;
  }

  /** The warehouse ships, restates with a higher version, or voids with no lines. */
  ships(
    shipment: string,
    lines: Readonly<Record<number, number>>,
    more: { site?: string; version?: number; item?: string } = {},
  ): this {
    this.say('shipmentConfirmed', {
      salesOrder: 'SO-1',
      shipment,
      version: more.version ?? 1,
      site: more.site ?? 'north',
      shippedAt: this.now,
      lines: Object.entries(lines).map(([line, quantity]) => ({
        line: Number(line),
        item: more.item ?? this.itemOf(Number(line)),
        quantity: units(quantity),
      })),
    });
    return this;
  }

  picksShort(line: number, picked: number, short: number): this {
    const item = this.itemOf(line);
    this.say('pickConfirmed', {
      salesOrder: 'SO-1',
      pick: `K-${++this.#ids}`,
      version: 1,
      site: 'north',
      lines: [{ line, item, picked: units(picked), short: units(short) }],
    });
    return this;
  }

  credit(verdict: 'approved' | 'held', covers: number | bigint): this {
    const decision = ++this.#credits;
    const reason = verdict === 'held' ? 'limit reached' : 'within the limit';
    const content = { salesOrder: 'SO-1', decision, verdict, covers: euros(covers), reason };
    this.say('creditDecided', content);
    return this;
  }

  /** The ERP states the order again, because its master data changed. */
  registers(change: Partial<Content<'salesOrderRegistered'>> = {}): this {
    const command = this.wanted('register-sales-order').content() as Registration;
    this.#take([this.#registered(command, change)], []);
    return this;
  }

  decides(id: string, verdict: Content<'caseDecided'>['verdict']): this {
    const decision = (this.#decisions.get(id) ?? 0) + 1;
    this.#decisions.set(id, decision);
    this.say('caseDecided', {
      salesOrder: 'SO-1',
      case: id,
      decision,
      verdict,
      decidedBy: 'clerk',
      reason: '',
    });
    return this;
  }

  pays(payment: string, invoice: string, amountMinor: number): this {
    this.say('paymentReceived', {
      payment,
      invoice,
      amount: euros(amountMinor),
      receivedAt: this.now,
    });
    return this;
  }

  /** A deadline passes. */
  passes(deadline: string): this {
    const found = this.last.judgement.deadlines.find(({ id }) => id === deadline);
    if (found === undefined) throw new Error(`no deadline ${deadline}`);
    this.say('deadlinePassed', { salesOrder: 'SO-1', deadline, dueAt: found.dueAt });
    return this;
  }

  /** The dispatcher reports what became of the newest generation of a command. */
  reports(id: string, kind: OutcomeKind): this {
    const { generation } = this.entry(id);
    this.#take([], [{ id, generation, kind }]);
    return this;
  }

  // Good systems.

  /** Good systems answer everything that is asked, until there is nothing left to ask. */
  run(): this {
    for (let rounds = 0; rounds < 100; rounds++) {
      const open = [...this.instance.book.values()].find(
        ({ status, type }) => status === 'queued' && !this.silent.has(type),
      );
      if (open === undefined) return this;
      this.answers(open.id);
    }
    throw new Error('the story never comes to rest');
  }

  /** A good system answers one command. */
  answers(id: string): this {
    const { generation } = this.entry(id);
    const issue = this.issued.findLast((known) => known.id === id)!;
    this.#take(this.#goodAnswer(issue), [{ id, generation, kind: 'done' }]);
    return this;
  }

  /** A system refuses a command, and perhaps says why. */
  refuses(id: string, ...facts: Fact[]): this {
    const { generation } = this.entry(id);
    this.#take(facts, [{ id, generation, kind: 'refused' }]);
    return this;
  }

  #goodAnswer({ type, content, generation }: Issue): Fact[] {
    switch (type) {
      case COMMANDS.registerSalesOrder.type:
        return [this.#registered(content as Registration, {})];
      case COMMANDS.checkCredit.type: {
        const { amount } = content as { amount: Money };
        return [
          this.fact('creditDecided', {
            salesOrder: 'SO-1',
            decision: ++this.#credits,
            verdict: 'approved',
            covers: amount,
            reason: 'within the limit',
          }),
        ];
      }
      case COMMANDS.allocateInventory.type:
        return [this.#allocated(content as Allocation)];
      case COMMANDS.releaseShippingOrder.type:
        return [this.undertakes(content as Release)];
      case COMMANDS.arrangeTransport.type:
        return [this.#transport(content as { shipment: string })];
      case COMMANDS.quoteTax.type:
        return [this.taxQuote(content as TaxQuestion)];
      case COMMANDS.postInvoice.type:
        return [this.#posted(content as Posting, generation)];
      case COMMANDS.reverseInvoice.type:
        return [this.#reversed(content as { shipment: string })];
      case COMMANDS.applyPayment.type:
        return [this.#applied(content as Application)];
      default:
        return [];
    }
  }

  #registered({ of, lines }: Registration, change: Partial<Content<'salesOrderRegistered'>>): Fact {
    return this.fact('salesOrderRegistered', {
      salesOrder: 'SO-1',
      version: ++this.#registrations,
      of,
      erpOrder: 'E-1',
      customerKnown: true,
      terms: this.terms,
      lines: lines.map(({ line, item }) => {
        const price = this.contract[item];
        return price === undefined
          ? { line, itemKnown: true }
          : { line, itemKnown: true, contractPrice: unitPrice(price) };
      }),
      ...change,
    });
  }

  #allocated({ of, lines }: Allocation): Fact {
    const allocations: Content<'inventoryAllocated'>['allocations'] = [];
    const shortfalls: Content<'inventoryAllocated'>['shortfalls'] = [];
    for (const { line, item, quantity } of lines) {
      let missing: bigint = quantity;
      for (const [site, amount] of Object.entries(this.#stock)) {
        const there = units(amount);
        const taken = (there < missing ? there : missing) as Quantity;
        if (taken > 0n) allocations.push({ line, item, site, quantity: taken });
        missing -= taken;
      }
      if (missing > 0n) shortfalls.push({ line, quantity: missing as Quantity });
    }
    const decision = ++this.#allocations;
    return this.fact('inventoryAllocated', {
      salesOrder: 'SO-1',
      decision,
      of,
      allocations,
      shortfalls,
    });
  }

  /** The warehouse undertakes what it is told. */
  undertakes({ shippingOrder, of, site, lines }: Release): Fact {
    const version = ++this.#undertakings;
    const content = { salesOrder: 'SO-1', shippingOrder, version, of, site, lines };
    return this.fact('shippingOrderAccepted', content);
  }

  #transport({ shipment }: { shipment: string }): Fact {
    return this.fact('transportArranged', {
      salesOrder: 'SO-1',
      shipment,
      carrier: 'parcel',
      trackingNumber: `T-${shipment}`,
      freight: euros(500),
    });
  }

  /** Nineteen percent on everything. */
  taxQuote({ shipment, of, lines, freight }: TaxQuestion): Fact {
    const taxOf = ({ amountMinor }: Money): Money =>
      euros(applyRate(amountMinor, 190_000n, 'half-up'));
    return this.fact('taxQuoted', {
      salesOrder: 'SO-1',
      shipment,
      of,
      quote: `Q-${of}`,
      lines: lines.map(({ line, net }) => ({ line, ratePpm: 190_000, tax: taxOf(net) })),
      freightTax: taxOf(freight),
    });
  }

  #posted(posting: Posting, generation: number): Fact {
    const { shipment, postingDate, lines, freight, tax, gross } = posting;
    return this.fact('invoicePosted', {
      salesOrder: 'SO-1',
      shipment,
      invoice: `I-${++this.#invoices}`,
      generation,
      postingDate,
      lines: lines.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      freight,
      tax,
      gross,
    });
  }

  #reversed({ shipment }: { shipment: string }): Fact {
    const posted = this.facts.findLast(
      ({ type, content }) =>
        type === FACTS.invoicePosted.type &&
        (content as Content<'invoicePosted'>).shipment === shipment,
    )!.content as Content<'invoicePosted'>;
    const { invoice, postingDate, gross } = posted;
    const reversal = `R-${invoice}`;
    const content = { salesOrder: 'SO-1', invoice, reversal, postingDate, gross };
    return this.fact('invoiceReversed', content);
  }

  #applied({ payment, invoice, amount }: Application): Fact {
    let open = 0n;
    for (const { type, content } of this.facts) {
      if (type === FACTS.invoicePosted.type) {
        const posted = content as Content<'invoicePosted'>;
        if (posted.invoice === invoice) open += posted.gross.amountMinor;
      } else if (type === FACTS.paymentApplied.type) {
        const known = content as Content<'paymentApplied'>;
        if (known.invoice === invoice) open -= known.applied.amountMinor;
      }
    }
    const applied = amount.amountMinor < open ? amount.amountMinor : open;
    return this.fact('paymentApplied', {
      salesOrder: 'SO-1',
      payment,
      invoice,
      applied: euros(applied),
      unapplied: euros(amount.amountMinor - applied),
    });
  }

  // What came of it.

  wanted(id: string): Wanted {
    const found = this.last.judgement.wanted.find((known) => known.id === id);
    if (found === undefined) throw new Error(`${id} is not wanted`);
    return found;
  }

  wants(id: string): boolean {
    return this.last.judgement.wanted.some((known) => known.id === id);
  }

  entry(id: string) {
    const found = this.instance.book.get(id);
    if (found === undefined) throw new Error(`${id} was never issued`);
    return found;
  }

  /** `type#generation status` of a command, or `never`. */
  statusOf(id: string): string {
    const found = this.instance.book.get(id);
    return found === undefined ? 'never' : `#${found.generation} ${found.status}`;
  }

  gate(id: string, name: string): Gate {
    const found = this.wanted(id).gates.find((known) => known.name === name);
    if (found === undefined) throw new Error(`${id} has no gate ${name}`);
    return found;
  }

  /** Content of the newest generation of a command. */
  contentOf<T>(id: string): T {
    const issue = this.issued.findLast((known) => known.id === id);
    if (issue === undefined) throw new Error(`${id} was never issued`);
    return issue.content as T;
  }

  get lifecycle(): string {
    return this.last.judgement.lifecycle;
  }

  get cases(): string[] {
    return this.last.cases.map(({ id }) => id);
  }

  /** Ids of the equations that do not hold. */
  get broken(): string[] {
    return this.last.judgement.equations
      .filter((equation) => equationDelta(equation) !== 0n)
      .map(({ id }) => id);
  }

  get lastIssued(): string[] {
    return this.last.issued.map(({ id, generation }) => `${id}#${generation}`);
  }

  itemOf(line: number): string {
    const stated = this.facts.filter(({ type }) => type === FACTS.salesOrderStated.type);
    for (const { content } of stated.toReversed()) {
      const { lines } = content as Content<'salesOrderStated'>;
      const found = lines.find((known) => known.line === line);
      if (found !== undefined) return found.item;
    }
    return 'apple';
  }

  #take(facts: readonly Fact[], outcomes: Parameters<typeof step>[3]): Step {
    this.facts.push(...facts);
    this.last = step(this.workflow.definition, this.instance, facts, outcomes);
    this.instance = this.last.instance;
    this.issued.push(...this.last.issued);
    return this.last;
  }
}

interface Registration {
  readonly of: string;
  readonly lines: readonly { readonly line: number; readonly item: string }[];
}
interface Allocation {
  readonly of: string;
  readonly lines: readonly { line: number; item: string; quantity: Quantity }[];
}
interface Release {
  readonly shippingOrder: string;
  readonly of: string;
  readonly site: string;
  readonly lines: { line: number; item: string; quantity: Quantity }[];
}
interface TaxQuestion {
  readonly shipment: string;
  readonly of: string;
  readonly lines: readonly { readonly line: number; readonly net: Money }[];
  readonly freight: Money;
}
type Posting = Omit<Content<'invoicePosted'>, 'invoice' | 'generation' | 'salesOrder'>;
interface Application {
  readonly payment: string;
  readonly invoice: string;
  readonly amount: Money;
}

/** One line of ten apples at 2.50, 25.00 in all. */
export const TEN_APPLES: StoryLine = [10, 'apple', 10, '2.5'];

/** A story that has come as far as the warehouse: everything accepted, promised and undertaken. */
export const released = (setting: Setting = {}, ...lines: readonly StoryLine[]): Story =>
  new Story(setting).orders(...(lines.length === 0 ? [TEN_APPLES] : lines)).run();

/** A story in which ten apples have shipped as SH-1 and were billed as I-1. */
export const invoiced = (setting: Setting = {}): Story =>
  released(setting).ships('SH-1', { 10: 10 }).run();

/** Gross of that invoice: 25.00 of goods, 5.00 of freight, and tax. */
export const GROSS_MINOR = 3_570;
