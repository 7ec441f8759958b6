/** The law of credits for histories that mix returns, disputes and what the ledger credits by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { Instant } from '../../kernel/instant.ts';
import { quantity, type Quantity } from '../../kernel/quantity.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import {
  answerCredit,
  answerReturn,
  NO_ENTITLEMENTS,
  type Entitlements,
  type ReturnPolicies,
} from './answers.ts';
import { leftOf, NO_AMOUNTS, sumOf, type Amounts } from './apportionment.ts';
import { answerCharge } from './charge-answer.ts';
import { withLedger } from './grant.ts';
import type { Adjustment, BilledLine, BilledOrder, Granted } from './entitlement.ts';

const HISTORIES = 400;
const STEPS = 30;
const CURRENCY = 'GBP' as Currency;
const AMOUNTS = Object.keys(NO_AMOUNTS) as (keyof Amounts)[];
const STAMP = { table: 'a-table', version: 1, row: 'a-row', inputs: {} };
const SETTLEMENTS = [
  'credit-after-inspection', 'advance-credit', 'keep-with-allowance', 'no-return-needed',
] as const;
const CREDITED_BY: Readonly<Record<string, string>> = {
  'advance-credit': 'advance', 'keep-with-allowance': 'kept', 'no-return-needed': 'kept',
};

const settlementOf = (rma: string) => SETTLEMENTS[Number(rma.slice(2)) % SETTLEMENTS.length]!;

const POLICIES: ReturnPolicies = {
  rounding: 'half-up',
  eligibility: ({ question }) => ({
    verdict: 'authorize', code: 'any', settlement: settlementOf(question.rma), feeBasisPoints: 0,
    freightBack: 'seller', reviewRole: 'none', policy: STAMP,
  }),
  exchange: () => ({ unitPrice: null, inAdvance: false, code: 'any', policy: STAMP }),
  disposition: () => ({ to: 'restock', qualityRelease: false, restockFault: null, policy: STAMP }),
  creditShare: (_, settlement) => ({
    basisPoints: settlement === 'keep-with-allowance' ? 3_000 : 10_000, policy: STAMP,
  }),
};

const line = (random: Random, at: number, more: Partial<BilledLine> = {}): BilledLine => ({
  key: `INV-1#${at + 1}`, invoice: 'INV-1', shipment: 'SH-1', salesOrderLine: at + 1, item: `IT-${at % 2}`,
  lot: null, quantity: quantity(random.between(1, 12)), shippedAt: at as Instant, deliveredAt: at as Instant,
  reconciled: true,
  amounts: {
    netMinor: BigInt(random.between(0, 5_000)), taxMinor: BigInt(random.between(0, 900)),
    freightMinor: BigInt(random.between(0, 200)), freightTaxMinor: BigInt(random.between(0, 40)),
  },
  ...more,
});

const order = (lines: readonly BilledLine[], adjustments: readonly Adjustment[] = []): BilledOrder => ({
  customer: 'C-1', currency: CURRENCY, terms: 'on-account', lines, adjustments,
});

const grossOf = (lines: readonly BilledLine[]): bigint =>
  lines.reduce((sum, { amounts }) => sum + sumOf(amounts), 0n);

/** One order, what its owner decided, and what the ledger holds of it. */
class Books {
  entitlements: Entitlements = NO_ENTITLEMENTS;
  lines: readonly BilledLine[];
  adjustments: Adjustment[] = [];
  #invoice = 'INV-1';
  /** Keys of lines that were billed anew, with the line that bills the same now. */
  #succeeding: ReadonlyMap<string, string> = new Map();
  readonly #rebilledBy = new Set<string>();
  /** Gross of credit memos that stand, by what they were posted for: the ledger refuses none of them. */
  readonly posted = new Map<string, bigint>();
  readonly #policies: ReturnPolicies;
  /** What the owner remembers of credits without goods; everything, unless a test breaks it. */
  readonly #remembers: boolean;
  #step = 0;

  constructor(lines: readonly BilledLine[], remembers = true, policies = POLICIES) {
    this.lines = lines;
    this.#remembers = remembers;
    this.#policies = policies;
  }

  #order = (): BilledOrder => ({
    ...order(this.lines, this.#remembers ? this.adjustments : []),
    succeeding: this.#succeeding,
    rebilledBy: this.#rebilledBy,
  });

  #before(): Entitlements {
    if (this.#remembers) return this.entitlements;
    return { ...this.entitlements, book: { ...this.entitlements.book, granted: [], besides: [] } };
  }

  returns(rma: string, item: string, units: Quantity): void {
    const question = {
      rma, of: 'q', salesOrder: 'SO-1', customer: 'C-1', requestedAt: 0 as Instant,
      lines: [{ line: 1, item, reason: 'damaged', use: 'opened', quantity: units }],
    } as const;
    const { entitlements } = answerReturn(
      this.#order(), this.#before(), question as never, ++this.#step, this.#policies,
    );
    this.#keep(entitlements);
  }

  credits(rma: string, item: string, inspection: string, units: Quantity): bigint {
    const question = {
      rma, of: 'q', salesOrder: 'SO-1', inspection, parts: [{ part: 1, line: 1, item, quantity: units }],
    };
    const { entitlements, answer } = answerCredit(
      this.#order(), this.#before(), question, ++this.#step, this.#policies,
    );
    this.#keep(entitlements);
    const { credits } = FACTS.creditApproved.read(answer.text);
    const gross = credits.reduce((sum, one) => sum + one.gross.amountMinor, 0n);
    this.posted.set(`${rma} ${inspection}`, gross);
    return gross;
  }

  disputes(
    dispute: string,
    amountMinor: bigint,
    lines: readonly (readonly [at: number, units: Quantity])[] = [],
    charge?: 'freight',
  ): bigint {
    const money = (minor: bigint) => ({ amountMinor: minor, currency: CURRENCY });
    const question = {
      dispute, of: 'q', salesOrder: 'SO-1', invoice: this.#invoice, amount: money(amountMinor),
      lines: lines.map(([at, units]) => ({ line: at, weight: money(1n), quantity: units })),
      ...(charge === undefined ? {} : { charge }),
    };
    const { entitlements, answer } = answerCharge(this.#order(), this.#before(), question, ++this.#step);
    this.#keep(entitlements);
    const { gross } = FACTS.chargeCreditApproved.read(answer.text);
    this.posted.set(dispute, gross.amountMinor);
    return gross.amountMinor;
  }

  /** A clerk posts a credit memo by hand, as far as the ledger has room for it. */
  byHand(amountMinor: bigint): void {
    const room = grossOf(this.lines) - [...this.posted.values()].reduce((sum, one) => sum + one, 0n);
    const grossMinor = amountMinor < room ? amountMinor : room;
    const posting = `CM-${++this.#step}`;
    this.posted.set(posting, grossMinor);
    this.adjustments.push({
      invoice: this.#invoice, posting, kind: 'credit', cause: null, lines: [], taxMinor: null, grossMinor,
    });
  }

  /** The ledger bills the invoice anew, less what a dispute was granted of it; credits go over to it. */
  rebills(dispute: string, invoice: string): void {
    const granted = this.entitlements.book.granted.filter(({ cause }) => cause === dispute);
    if (this.#rebilledBy.has(dispute) || granted.length === 0) return;
    const after = (key: string): string => this.#succeeding.get(key) ?? key;
    this.lines = this.lines.map((line) => {
      const off = granted.filter(({ billed }) => after(billed) === line.key);
      const amounts = off.reduce((left, row) => leftOf(left, row.amounts), line.amounts);
      return { ...line, invoice, key: line.key.replace(this.#invoice, invoice), amounts };
    });
    const renamed = (key: string): string => after(key).replace(this.#invoice, invoice);
    const wrong = this.lines.map(({ key }) => key.replace(invoice, this.#invoice));
    const keys = [...this.#succeeding.keys(), ...wrong];
    this.#succeeding = new Map(keys.map((key) => [key, renamed(key)]));
    this.adjustments = this.adjustments.map((row) => ({ ...row, invoice }));
    this.#rebilledBy.add(dispute);
    this.posted.delete(dispute);
    this.#invoice = invoice;
    // What was billed anew is known from then on, whoever asks next.
    const { besides: _, ...book } = withLedger(this.#order(), this.entitlements.book);
    this.entitlements = { ...this.entitlements, book: { ...book, besides: this.entitlements.book.besides } };
  }

  isRebilled = (dispute: string): boolean => this.#rebilledBy.has(dispute);

  #keep(after: Entitlements): void {
    const { granted, besides } = this.entitlements.book;
    const book = this.#remembers
      ? after.book
      : { ...after.book, granted: [...granted, ...after.book.granted], besides };
    this.entitlements = { ...after, book };
  }

  /** The law that does not hold, if one does not. */
  broken(): string | null {
    const { held, credited, granted, besides } = this.entitlements.book;
    const gone: readonly Pick<Granted, 'billed' | 'quantity' | 'amounts'>[] = [
      ...credited, ...granted, ...besides,
    ];
    for (const { key, quantity: units, amounts } of this.lines) {
      const rows = gone.filter((row) => row.billed === key);
      for (const name of AMOUNTS) {
        const money = rows.reduce((sum, row) => sum + row.amounts[name], 0n);
        if (money < 0n || money > amounts[name]) return `${key}: ${name} ${money} of ${amounts[name]}`;
      }
      const goods = rows.reduce((sum, row) => sum + row.quantity, 0n);
      if (goods > units) return `${key}: ${goods} credited of ${units}`;
      const kept = [...held, ...granted].filter((row) => row.billed === key);
      const taken = kept.reduce((sum, row) => sum + row.quantity, 0n);
      if (taken > units) return `${key}: ${taken} held or gone of ${units}`;
    }
    const posted = [...this.posted.values()].reduce((sum, one) => sum + one, 0n);
    return posted > grossOf(this.lines) ? `posted ${posted} of ${grossOf(this.lines)}` : null;
  }
}

function history(random: Random, remembers: boolean): string | null {
  const lines = Array.from({ length: random.between(1, 4) }, (_, at) => line(random, at));
  const books = new Books(lines, remembers);
  for (let step = 0; step < STEPS; step++) {
    const rma = `R-${random.between(1, 8)}`;
    const item = `IT-${random.below(2)}`;
    const dispute = `D-${random.between(1, 4)}`;
    const units = quantity(random.between(1, 15));
    const amount = BigInt(random.between(0, 6_000));
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2:
        books.returns(rma, item, units);
        break;
      case 3:
      case 4:
        books.credits(rma, item, random.pick(['advance', 'kept', `${rma}-I1`, `${rma}-I2`]), units);
        break;
      case 5:
        if (!books.isRebilled(dispute)) books.disputes(dispute, amount);
        break;
      case 8:
        if (remembers) books.rebills(dispute, `INV-${step + 2}`);
        break;
      case 6:
        if (!books.isRebilled(dispute)) books.disputes(dispute, amount, [[random.between(1, 4), units]]);
        break;
      default:
        if (random.chance(0.3)) books.byHand(amount);
    }
    const broken = books.broken();
    if (broken !== null) return `step ${step}: ${broken}`;
  }
  return null;
}

const firstBroken = (remembers: boolean): string | null => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const broken = history(seededRandom(`mixed credits ${seed}`), remembers);
    if (broken !== null) return `seed ${seed}: ${broken}`;
  }
  return null;
};

test('returns, disputes, allowances and credits by hand together never exceed what was billed', () => {
  assert.equal(firstBroken(true), null);
});

test('an owner that forgets what was credited without goods is caught', () => {
  assert.match(firstBroken(false) ?? '', /seed \d+: step \d+: .*(of|credited|posted)/);
});

test('a return after a dispute gives back what it left, however it is cut: together the invoice', () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const random = seededRandom(`dispute first ${seed}`);
    const lines = Array.from({ length: random.between(1, 3) }, (_, at) => line(random, at, { item: 'IT-0' }));
    const books = new Books(lines);
    const whole = grossOf(books.lines);
    let credited = books.disputes('D-1', BigInt(random.between(0, Number(whole))));
    let left = books.lines.reduce((sum, one) => sum + one.quantity, 0n) as Quantity;
    for (let cut = 1; left > 0n; cut++) {
      const rma = `R-${4 * cut}`;
      const units = quantity(random.between(1, Number(left / quantity(1))));
      books.returns(rma, 'IT-0', units);
      credited += books.credits(rma, 'IT-0', CREDITED_BY[settlementOf(rma)] ?? 'I-1', units);
      left = (left - units) as Quantity;
    }
    assert.equal(credited, whole, `seed ${seed}`);
  }
});

const TEN = line(seededRandom('ten'), 0, {
  quantity: quantity(10), item: 'IT-0', amounts: { ...NO_AMOUNTS, netMinor: 10_000n, taxMinor: 2_000n },
});

test('what a dispute took off the price is taken off each unit that comes back, not off the last one', () => {
  const books = new Books([TEN]);
  assert.equal(books.disputes('D-1', 1_200n), 1_200n);
  books.returns('R-4', 'IT-0', quantity(5));
  assert.equal(books.credits('R-4', 'IT-0', 'I-1', quantity(5)), 5_400n);
});

test('goods that never arrived cannot come back, and those that did are worth their whole price', () => {
  const books = new Books([TEN]);
  assert.equal(books.disputes('D-1', 4_800n, [[1, quantity(4)]]), 4_800n);
  books.returns('R-4', 'IT-0', quantity(10));
  const [held] = books.entitlements.book.held;
  assert.equal(held!.quantity, quantity(6));
  assert.equal(books.credits('R-4', 'IT-0', 'I-1', quantity(1)), 1_200n);
  assert.equal(books.credits('R-4', 'IT-0', 'I-2', quantity(5)), 6_000n);
});

test('a dispute after a return is granted what is left; when it is given up, that is free again', () => {
  const books = new Books([TEN]);
  books.returns('R-4', 'IT-0', quantity(8));
  books.credits('R-4', 'IT-0', 'I-1', quantity(8));
  assert.equal(books.disputes('D-1', 5_000n), 2_400n, 'of 120.00 only 24.00 is left');
  assert.equal(books.disputes('D-2', 100n), 0n);
  assert.equal(books.disputes('D-1', 0n), 0n);
  assert.equal(books.disputes('D-2', 100n), 100n);
});

test('freight that was paid back is credited out of the freight alone, as far as it was billed', () => {
  const amounts = { netMinor: 10_000n, taxMinor: 2_000n, freightMinor: 500n, freightTaxMinor: 100n };
  const books = new Books([{ ...TEN, amounts }]);
  assert.equal(books.disputes('D-1', 400n, [], 'freight'), 400n);
  assert.equal(books.disputes('D-2', 400n, [], 'freight'), 200n, 'of 6.00 freight 2.00 was left');
  books.returns('R-4', 'IT-0', quantity(10));
  assert.equal(books.credits('R-4', 'IT-0', 'I-1', quantity(10)), 12_000n, 'as much as before');
});

test('what a clerk credits by hand, or beyond what was decided here, nobody credits again', () => {
  const books = new Books([TEN]);
  books.byHand(11_000n);
  books.returns('R-4', 'IT-0', quantity(10));
  assert.equal(books.credits('R-4', 'IT-0', 'I-1', quantity(10)), 1_000n);
  assert.equal(books.broken(), null);
});
