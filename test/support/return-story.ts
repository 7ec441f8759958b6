/**
 * One return in memory: the workflow as the application runs it, the owner of the billed lines with the
 * decision tables as they come with Crossdock, and systems that do at once what they are told.
 */
import assert from 'node:assert/strict';
import { returnPolicies, type KnownLots, type ReturnTerms } from '../../src/application/returns/policies.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../src/canonical/catalogue.ts';
import type { FactType } from '../../src/canonical/fact-type.ts';
import { PolicyBooks } from '../../src/connectors/policy/policy-books.ts';
import { unstatedLot, type LotTerms } from '../../src/domain/inventory/shelf-life.ts';
import { answerCredit, answerReturn, NO_ENTITLEMENTS } from '../../src/domain/returns/answers.ts';
import type { BilledLine, BilledOrder } from '../../src/domain/returns/entitlement.ts';
import type { Outcome } from '../../src/engine/book.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { newInstance, step, type Instance } from '../../src/engine/step.ts';
import {
  equationDelta,
  type ExceptionCase,
  type Judgement,
  type Wanted,
} from '../../src/engine/judgement.ts';
import { ALWAYS_OPEN, localDateIn } from '../../src/kernel/calendar.ts';
import type { Currency } from '../../src/kernel/currency.ts';
import { DAY_MS, formatInstant, HOUR_MS, parseInstant, type Instant } from '../../src/kernel/instant.ts';
import { formatMoney, type Money } from '../../src/kernel/money.ts';
import { quantity } from '../../src/kernel/quantity.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { readPolicies } from '../../src/main/config/policies.ts';
import type { ReturnToCreditPolicy } from '../../src/workflows/return-to-credit/policy.ts';
import { returnToCredit } from '../../src/workflows/return-to-credit/workflow.ts';

const faults: { path: string; message: string }[] = [];
const TABLES = readPolicies(new URL('../../policies', import.meta.url).pathname, faults);
assert.deepEqual(faults, []);
/** The decision tables as they come with Crossdock. */
export const BOOK = new PolicyBooks(TABLES.map(({ table }) => table));

export const POUNDS = 'GBP' as Currency;
export const BEGIN = expectOk(parseInstant('2031-03-03T08:00:00Z'), 'the begin');
const RMA = 'RMA-1';

const POLICY: ReturnToCreditPolicy = {
  entities: new Map([['uk', { zone: 'Europe/London', calendar: ALWAYS_OPEN }]]),
  systems: { entitlements: 'entitlements', wms: 'wms', ledger: 'erp', payment: 'payment', crm: 'crm' },
  returnSites: new Map([['uk', 'leeds']]),
  arrivalMs: 30 * DAY_MS,
  closedPeriod: 'park',
  slaMs: { authorization: DAY_MS, inspection: DAY_MS, placement: DAY_MS, credit: DAY_MS },
};

/** A billed line: of ten pounds net each and two of tax, unless it says otherwise. */
export const billed = (
  line: number,
  item: string,
  units: number,
  more: Partial<BilledLine> = {},
): BilledLine => ({
  key: `INV-1#${line}`, invoice: 'INV-1', shipment: 'SH-1', salesOrderLine: line, item, lot: null,
  quantity: quantity(units), shippedAt: (BEGIN - DAY_MS) as Instant, deliveredAt: BEGIN, reconciled: true,
  amounts: {
    netMinor: BigInt(units) * 1_000n, taxMinor: BigInt(units) * 200n, freightMinor: 0n, freightTaxMinor: 0n,
  },
  ...more,
});

export interface StoryOptions {
  readonly lines: readonly BilledLine[];
  readonly terms?: 'prepaid' | 'on-account';
  /** `null`: what was authorized before addresses were kept. */
  readonly shipTo?: BilledOrder['shipTo'] | null;
  readonly lots?: readonly LotTerms[];
  readonly lifeDays?: number;
  readonly agreed?: Partial<ReturnTerms>;
  readonly policy?: Partial<ReturnToCreditPolicy>;
}

const LEEDS = { country: 'GB', postalCode: 'LS1 4AP' };

type Content = Readonly<Record<string, unknown>>;

/** A line as the customer asks for it: line of the order, item, units. */
export type Wish = readonly [line: number, item: string, units: number, more?: Content];

/** What an inspector finds of one line of a receipt. */
export type Found = Readonly<Record<string, unknown>> & { readonly units: number };

export class ReturnStory {
  now: Instant = BEGIN;
  /** Credit memos that stand in the ledger, by credit. */
  readonly memos = new Map<string, { readonly number: string; readonly gross: Money }>();
  /** Money that was paid back, in minor units. */
  refunded = 0n;
  /** Orders in place of returned goods, as they were told to be placed, one after another. */
  readonly placed: ContentOfFact<typeof COMMANDS.placeReplacement>[] = [];
  /** Commands that a system executed, in order. */
  readonly done: { readonly id: string; readonly type: string; readonly content: Content }[] = [];
  /** Commands that a system is to refuse, by type, with the reason. */
  readonly refuses = new Map<string, string>();
  readonly workflow;
  readonly #order: BilledOrder;
  readonly #options: StoryOptions;
  readonly #lots = new Map<string, LotTerms>();
  #entitlements = NO_ENTITLEMENTS;
  #instance: Instance;
  #judgement: Judgement;
  #cases: readonly ExceptionCase[] = [];
  #count = 0;

  constructor(options: StoryOptions) {
    this.#options = options;
    this.workflow = returnToCredit({ ...POLICY, ...options.policy });
    this.#order = {
      customer: 'ACME', currency: POUNDS, terms: options.terms ?? 'on-account', lines: options.lines,
      ...(options.shipTo === null ? {} : { shipTo: options.shipTo ?? LEEDS }),
    };
    for (const lot of options.lots ?? []) this.#lots.set(lot.lot, lot);
    this.#instance = newInstance(this.workflow.definition, { entity: 'uk', businessId: RMA });
    this.#judgement = step(this.workflow.definition, this.#instance, [], []).judgement;
  }

  get lifecycle(): string {
    return this.#judgement.lifecycle;
  }

  /** Kinds of the cases that are open. */
  get cases(): string[] {
    return this.#cases.map(({ kind }) => kind);
  }

  /** Equations that do not hold while nothing is on its way. */
  get broken(): string[] {
    return this.#judgement.equations.filter((one) => equationDelta(one) !== 0n).map(({ id }) => id);
  }

  /** An equation of the return, by its id. */
  equation(id: string) {
    return this.#judgement.equations.find((one) => one.id === id)!;
  }

  get state() {
    return this.#instance.state;
  }

  /** Sum of the credit memos that stand. */
  get credited(): string {
    const sum = [...this.memos.values()].reduce((total, { gross }) => total + gross.amountMinor, 0n);
    return formatMoney({ amountMinor: sum, currency: POUNDS });
  }

  wanted(id: string): Wanted {
    const found = this.#judgement.wanted.find((one) => one.id.startsWith(id));
    const others = this.#judgement.wanted.map((one) => one.id).join(', ');
    return found ?? assert.fail(`${id} is not wanted; ${others} is`);
  }

  isWanted = (id: string): boolean => this.#judgement.wanted.some((one) => one.id.startsWith(id));

  contentOf<T = Content>(id: string): T {
    return this.done.findLast((one) => one.id.startsWith(id))!.content as T;
  }

  /** Where goods were put last, by part. */
  get places(): string[] {
    const last = this.done.filter(({ type }) => type === COMMANDS.placeReturnedGoods.type);
    const byInspection = new Map(last.map(({ content }) => [content['inspection'], content]));
    return [...byInspection.values()].flatMap(({ lines }) =>
      (lines as { quantity: bigint; to: string }[]).map((row) => `${row.quantity / 1_000_000n} ${row.to}`),
    );
  }

  /** A fact in its wire form. */
  say<T>(type: FactType<T>, wire: object, source = 'test'): this {
    const { content, text } = expectOk(type.decode(wire), type.type);
    return this.#take([this.#fact(type.type, content, text, source)]);
  }

  asks(wishes: readonly Wish[], more: Content = {}): this {
    return this.say(FACTS.returnRequested, {
      rma: RMA, revision: 1, channel: 'desk', customer: 'ACME', salesOrder: 'SO-1', resolution: 'credit',
      requestedAt: formatInstant(this.now),
      lines: wishes.map(([salesOrderLine, item, units, own], at) => ({
        line: at + 1, item, salesOrderLine, quantity: String(units), reason: 'damaged', use: 'opened', ...own,
      })),
      ...more,
    });
  }

  /** The order that replaces goods says of a line: ordered, will ship, has shipped. */
  replacing(line: number, ordered: number, toShip: number, shipped: number): this {
    return this.#reports(`RPL-${RMA}`, line, [ordered, toShip, shipped]);
  }

  /** The same of an order for other items, which says as well what it has billed and what of it is paid. */
  exchanging(line: number, units: readonly [number, number, number], billed: string, settled: string): this {
    const money = (amount: string) => ({ amount, currency: 'GBP' });
    return this.#reports(`EXC-${RMA}`, line, units, { billed: money(billed), settled: money(settled) });
  }

  #reports(order: string, line: number, units: readonly number[], more: Content = {}): this {
    const [ordered, toShip, shipped] = units.map(String);
    return this.say(FACTS.replacementReported, {
      rma: RMA, salesOrder: order, version: ++this.#count, lines: [{ line, ordered, toShip, shipped }], ...more,
    });
  }

  cancels(): this {
    return this.say(FACTS.returnCancelled, { rma: RMA, request: 'C-1', reason: 'we keep it' });
  }

  /** Goods at the dock: line of the return, item, units, lot. */
  arrives(
    receipt: string,
    lines: readonly (readonly [
      line: number | undefined, item: string, units: number, lot?: string | undefined,
    ])[],
  ): this {
    return this.say(FACTS.returnReceived, {
      rma: RMA, receipt, version: 1, site: 'leeds', receivedAt: formatInstant(this.now),
      lines: lines.map(([line, item, units, lot], at) => ({
        receiptLine: at + 1, line, item, quantity: String(units), lot,
      })),
    });
  }

  inspects(inspection: string, receipt: string, found: readonly Found[], version = 1): this {
    return this.say(FACTS.inspectionCompleted, {
      rma: RMA, inspection, version, receipt, inspectedAt: formatInstant(this.now), inspectedBy: 's.dekker',
      lines: found.map(({ units, ...own }, at) => ({
        part: at + 1, receiptLine: 1, quantity: String(units), grade: 'as-new', faultOf: 'seller',
        chainUnbroken: true, repairable: false, ...own,
      })),
      evidence: [],
    });
  }

  /** A person decides the open case of a kind. */
  decides(kind: string, verdict: string): this {
    const open = this.#cases.find((one) => one.kind === kind);
    assert.ok(open, `no case ${kind}; there is ${this.cases.join(', ')}`);
    return this.say(FACTS.caseDecided, {
      subject: { workflow: 'return', number: RMA }, case: open.id, decision: ++this.#count, verdict,
      decidedBy: 'grace', reason: 'looked at it',
    });
  }

  passes(hours: number): this {
    this.now = (this.now + hours * HOUR_MS) as Instant;
    return this;
  }

  lot(terms: LotTerms): this {
    this.#lots.set(terms.lot, terms);
    return this;
  }

  #fact(type: string, content: unknown, text: string, source: string): Fact {
    return {
      source, id: `F-${++this.#count}`, type, content, text, entity: 'uk', occurredAt: this.now,
      recordedAt: this.now, correlationId: `uk/return/${RMA}`, causationId: null,
    };
  }

  /** Takes facts in, and lets every system do what it is told, until nothing is left to do. */
  #take(facts: readonly Fact[]): this {
    let next = facts;
    let outcomes: readonly Outcome[] = [];
    for (let round = 0; round < 50; round++) {
      const taken = step(this.workflow.definition, this.#instance, next, outcomes);
      this.#instance = taken.instance;
      this.#judgement = taken.judgement;
      this.#cases = taken.cases;
      if (taken.issued.length === 0) return this;
      const executed = taken.issued.map((issue) => {
        const refusal = this.refuses.get(issue.type);
        if (refusal !== undefined) {
          const { id, generation } = issue;
          return { facts: [], outcome: { id, generation, kind: 'refused' as const } };
        }
        const content = issue.content as Content;
        this.done.push({ id: issue.id, type: issue.type, content });
        const answers = this.#execute(issue.type, content, issue.generation);
        const { id, generation } = issue;
        return { facts: answers, outcome: { id, generation, kind: 'done' as const } };
      });
      next = executed.flatMap((one) => one.facts);
      outcomes = executed.map(({ outcome }) => outcome);
    }
    return assert.fail(`it does not come to rest: ${this.done.slice(-6).map(({ id }) => id).join(', ')}`);
  }

  #execute(type: string, content: Content, generation: number): readonly Fact[] {
    const answer = <T>(fact: FactType<T>, value: unknown, source: string): readonly Fact[] => {
      const text = fact.encode(value as T);
      return [this.#fact(fact.type, fact.read(text), text, source)];
    };
    switch (type) {
      case COMMANDS.authorizeReturn.type:
      case COMMANDS.approveCredit.type: {
        const policies = returnPolicies(BOOK, this.#terms(), 'half-up', this.#known());
        const decide = type === COMMANDS.authorizeReturn.type ? answerReturn : answerCredit;
        const decided = decide(this.#order, this.#entitlements, content as never, generation, policies);
        this.#entitlements = decided.entitlements;
        const fact = [FACTS.returnAuthorized, FACTS.returnRefused, FACTS.creditApproved].find(
          (one) => one.type === decided.answer.type,
        )! as FactType<unknown>;
        return [this.#fact(fact.type, fact.read(decided.answer.text), decided.answer.text, 'entitlements')];
      }
      case COMMANDS.decidePolicy.type: {
        const { table, inputs, ...asked } = content;
        const { outputs, stamp } = BOOK.decide(table as string, inputs as Content);
        const { version: tableVersion, row } = stamp;
        const decided = { ...asked, generation, table, tableVersion, row, inputs, outputs };
        return answer(FACTS.policyDecided, decided, 'policy');
      }
      // The order is somebody else's instance: a story says itself what it reports.
      case COMMANDS.placeReplacement.type:
        this.placed.push(content as unknown as ContentOfFact<typeof COMMANDS.placeReplacement>);
        return [];
      case COMMANDS.placeReturnedGoods.type: {
        const { receipt: _, ...placed } = content;
        return answer(FACTS.inventoryDispositionUpdated, { ...placed, version: generation }, 'wms');
      }
      case COMMANDS.postCreditMemo.type:
        return answer(FACTS.creditMemoPosted, this.#post(content, generation), 'erp');
      case COMMANDS.reverseCreditMemo.type: {
        const memo = this.memos.get(content['credit'] as string)!;
        this.memos.delete(content['credit'] as string);
        const reversal = {
          rma: RMA, creditMemo: memo.number, reversal: `CR-${memo.number}`, postingDate: this.#today(),
          gross: memo.gross,
        };
        return answer(FACTS.creditMemoReversed, reversal, 'erp');
      }
      case COMMANDS.refundPayment.type: {
        const { creditMemo, amount } = content as ContentOfFact<typeof FACTS.refundMade>;
        this.refunded += amount.amountMinor;
        const made = { rma: RMA, refund: `RF-${creditMemo}`, creditMemo, amount };
        return answer(FACTS.refundMade, made, 'payment');
      }
      case COMMANDS.settleCreditMemo.type: {
        const { amount: settled, ...rest } = content;
        return answer(FACTS.creditMemoSettled, { ...rest, settled }, 'erp');
      }
      default:
        return [];
    }
  }

  #post(content: Content, generation: number) {
    const asked = content as unknown as ContentOfFact<typeof FACTS.creditMemoPosted>;
    const { credit, gross, lines, ...rest } = asked;
    const number = `CM-${this.done.length}`;
    this.memos.set(credit, { number, gross });
    const { rma, salesOrder, invoice, postingDate, tax } = rest;
    return {
      rma, credit, salesOrder, invoice, postingDate, tax, gross, generation, creditMemo: number,
      lines: lines.map(({ line, item, quantity: units, net }) => ({ line, item, quantity: units, net })),
      applied: { ...gross, amountMinor: 0n }, open: gross,
    };
  }

  #today = () => localDateIn('Europe/London', this.now);

  #terms = (): ReturnTerms => ({
    returnDaysOf: () => 30,
    warrantyDaysOf: () => 365,
    isRegulated: () => false,
    listPriceOf: () => undefined,
    agreementOf: () => 'standard',
    ...this.#options.agreed,
  });

  #known(): KnownLots {
    return {
      today: this.#today(),
      termsOf: (_, lot) => this.#lots.get(lot) ?? unstatedLot(lot),
      lifeDaysOf: () => this.#options.lifeDays ?? 0,
    };
  }
}
