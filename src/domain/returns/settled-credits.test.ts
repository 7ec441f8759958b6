/** The law of credits for every way in which a policy makes goods good: with them, before them, without. */
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
  type CreditQuestion,
  type Entitlements,
  type ReturnPolicies,
  type ReturnQuestion,
} from './answers.ts';
import { NO_AMOUNTS, type Amounts } from './apportionment.ts';
import type { BilledLine, BilledOrder, Eligibility } from './entitlement.ts';

const HISTORIES = 400;
const STEPS = 25;
const CURRENCY = 'GBP' as Currency;
const AMOUNTS = Object.keys(NO_AMOUNTS) as (keyof Amounts)[];
const STAMP = { table: 'a-table', version: 1, row: 'a-row', inputs: {} };

const SETTLEMENTS = [
  'credit-after-inspection',
  'advance-credit',
  'keep-with-allowance',
  'no-return-needed',
  'replacement',
] as const satisfies readonly Eligibility['settlement'][];

/** Share of its price that goods are worth, by how they are made good. */
const SHARES: Readonly<Record<Eligibility['settlement'], number>> = {
  'credit-after-inspection': 10_000,
  'advance-credit': 10_000,
  'keep-with-allowance': 3_000,
  'no-return-needed': 10_000,
  replacement: 0,
  'advance-replacement': 0,
};

/** The inspection, or the policy in its place, by which each of them is credited. */
const CREDITED_BY: Readonly<Record<string, string>> = {
  'advance-credit': 'advance',
  'keep-with-allowance': 'kept',
  'no-return-needed': 'kept',
};

/** A return is made good in the same way whoever asks again. */
const settlementOf = (rma: string): Eligibility['settlement'] =>
  SETTLEMENTS[Number(rma.slice(2)) % SETTLEMENTS.length]!;

const POLICIES: ReturnPolicies = {
  rounding: 'half-up',
  eligibility: ({ question }) => ({
    verdict: 'authorize',
    code: 'any',
    settlement: settlementOf(question.rma),
    feeBasisPoints: 0,
    freightBack: 'seller',
    reviewRole: 'none',
    policy: STAMP,
  }),
  exchange: () => ({ unitPrice: null, inAdvance: false, code: 'any', policy: STAMP }),
  disposition: () => ({ to: 'restock', qualityRelease: false, restockFault: null, policy: STAMP }),
  creditShare: (_, settlement) => ({ basisPoints: SHARES[settlement], policy: STAMP }),
};

function orderOf(random: Random): BilledOrder {
  const lines = Array.from({ length: random.between(1, 3) }, (_, at): BilledLine => ({
    key: `INV-1#${at + 1}`,
    invoice: 'INV-1',
    shipment: 'SH-1',
    salesOrderLine: at + 1,
    item: 'IT-1',
    lot: null,
    quantity: quantity(random.between(1, 12)),
    amounts: {
      netMinor: BigInt(random.between(0, 5_000)),
      taxMinor: BigInt(random.between(0, 900)),
      freightMinor: BigInt(random.between(0, 200)),
      freightTaxMinor: BigInt(random.between(0, 40)),
    },
    shippedAt: at as Instant,
    deliveredAt: at as Instant,
    reconciled: true,
  }));
  return { customer: 'C-1', currency: CURRENCY, terms: 'on-account', lines };
}

type Wish = ReturnQuestion['lines'][number]['exchange'];

const asks = (rma: string, units: Quantity, exchange?: Wish): ReturnQuestion => ({
  rma, of: 'q', salesOrder: 'SO-1', customer: 'C-1', requestedAt: 0 as Instant,
  lines: [{ line: 1, item: 'IT-1', reason: 'damaged', use: 'opened', quantity: units, exchange }],
});

const credits = (rma: string, inspection: string, units: Quantity): CreditQuestion => ({
  rma, of: 'q', salesOrder: 'SO-1', inspection,
  parts: [{ part: 1, line: 1, item: 'IT-1', quantity: units }],
});

/** What of a billed line was credited, of one amount. */
const sumOf = ({ book }: Entitlements, { key }: BilledLine, name: keyof Amounts): bigint =>
  book.credited.filter(({ billed }) => billed === key).reduce((sum, row) => sum + row.amounts[name], 0n);

function lawBroken({ lines }: BilledOrder, entitlements: Entitlements): string | null {
  const { held, credited } = entitlements.book;
  for (const line of lines) {
    const rows = held.filter(({ billed }) => billed === line.key);
    const heldInAll = rows.filter(({ inPlaceOf }) => inPlaceOf === undefined);
    const sum = heldInAll.reduce((total, row) => total + row.quantity, 0n);
    if (sum > line.quantity) return `${line.key}: held ${sum} of ${line.quantity}`;
    const gone = credited.filter(({ billed }) => billed === line.key);
    const goods = gone.reduce((total, row) => total + row.quantity, 0n);
    if (goods > line.quantity) return `${line.key}: ${goods} credited of ${line.quantity}`;
    for (const name of AMOUNTS) {
      const money = sumOf(entitlements, line, name);
      if (money < 0n || money > line.amounts[name]) return `${line.key}: ${name} ${money}`;
    }
  }
  for (const { rma, inspection, amounts } of credited) {
    const settlement = settlementOf(rma);
    const money = AMOUNTS.reduce((sum, name) => sum + amounts[name], 0n);
    const by = CREDITED_BY[settlement];
    if (money > 0n && by !== undefined && inspection !== by) return `${rma} is credited by ${inspection}`;
    if (money > 0n && SHARES[settlement] === 0) return `${rma} is replaced, and credited`;
  }
  return null;
}

/** What the owner remembers when a return asks. */
type Memory = (before: Entitlements, rma: string) => Entitlements;

const WHOLE: Memory = (before) => before;

/** Returns whose goods are replaced, and may come back in a return of their own; what came for them too. */
const REPLACED = ['R-4', 'R-9', 'R-14'] as const;
const WISH = { item: 'IT-2', quantity: quantity(1) };

function history(random: Random, policies: ReturnPolicies, memory: Memory): string | null {
  const order = orderOf(random);
  let entitlements = NO_ENTITLEMENTS;
  for (let step = 1; step <= STEPS; step++) {
    const isAgain = random.chance(0.3);
    const rma = isAgain ? `R-${random.between(9, 16)}` : `R-${random.between(1, 16)}`;
    const units = quantity(random.between(1, 15));
    const inspection = random.pick(['advance', 'kept', `${rma}-I1`, `${rma}-I2`]);
    const before = memory(entitlements, rma);
    const first = random.pick(REPLACED);
    const sent = new Map([['IT-1', quantity(random.between(0, 12))]]);
    const replaced = { rma: first, salesOrder: `RPL-${first}`, firstOrder: 'SO-1', sent };
    const asked = asks(rma, units, random.chance(0.3) ? WISH : undefined);
    const after = isAgain && first !== rma
      ? answerReturn(order, before, asked, step, policies, replaced).entitlements
      : random.chance(0.5)
        ? answerReturn(order, before, asked, step, policies).entitlements
        : answerCredit(order, before, credits(rma, inspection, units), step, policies).entitlements;
    // What was forgotten while it was asked is in the book all the same.
    entitlements = { ...after, book: joined(entitlements, before, after) };
    const broken = lawBroken(order, entitlements);
    if (broken !== null) return broken;
  }
  return null;
}

function joined(known: Entitlements, remembered: Entitlements, after: Entitlements): Entitlements['book'] {
  const held = known.book.held.filter((row) => !remembered.book.held.includes(row));
  const credited = known.book.credited.filter((row) => !remembered.book.credited.includes(row));
  return {
    ...after.book,
    held: [...held, ...after.book.held],
    credited: [...credited, ...after.book.credited],
  };
}

const firstBroken = (policies: ReturnPolicies, memory: Memory = WHOLE): string | null => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const broken = history(seededRandom(`settled credits ${seed}`), policies, memory);
    if (broken !== null) return `seed ${seed}: ${broken}`;
  }
  return null;
};

test('allowances and advances included, no line is credited beyond what was billed, nor twice', () => {
  assert.equal(firstBroken(POLICIES), null);
});

test('goods that are replaced are credited by nobody, whatever a table says of their share', () => {
  const creditShare = () => ({ basisPoints: 10_000, policy: STAMP });
  assert.equal(settlementOf('R-4'), 'replacement');
  assert.equal(firstBroken({ ...POLICIES, creditShare }), null);
});

test('an owner that forgets what others hold is caught', () => {
  const forgetful = (before: Entitlements, rma: string): Entitlements => ({
    ...before,
    book: {
      ...before.book,
      held: before.book.held.filter((row) => row.rma === rma),
      credited: before.book.credited.filter((row) => row.rma === rma),
    },
  });
  assert.match(firstBroken(POLICIES, forgetful) ?? '', /held/);
});

test('a full return comes to exactly zero, credited with the goods, before them, or without them', () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const random = seededRandom(`full ${seed}`);
    const order = orderOf(random);
    let entitlements = NO_ENTITLEMENTS;
    let left = order.lines.reduce((sum, line) => sum + line.quantity, 0n) as Quantity;
    // Numbers of returns that are credited in full, each in its way: after, in advance, without goods.
    const numbers = [0, 1, 3].map((at) => at + SETTLEMENTS.length);
    for (let step = 1; left > 0n; step++) {
      const rma = `R-${random.pick(numbers) + SETTLEMENTS.length * step}`;
      const units = quantity(random.between(1, Number(left / quantity(1))));
      const by = CREDITED_BY[settlementOf(rma)] ?? `${rma}-I1`;
      entitlements = answerReturn(order, entitlements, asks(rma, units), step, POLICIES).entitlements;
      entitlements = answerCredit(order, entitlements, credits(rma, by, units), step, POLICIES).entitlements;
      left = (left - units) as Quantity;
    }
    for (const line of order.lines) {
      for (const name of AMOUNTS) {
        const credited = sumOf(entitlements, line, name);
        assert.equal(credited, line.amounts[name], `seed ${seed}: ${line.key} ${name}`);
      }
    }
  }
});

test('an allowance takes its share of the price, and leaves nothing for another return of the goods', () => {
  const order = orderOf(seededRandom('allowance'));
  const [line] = order.lines;
  const one: BilledOrder = { ...order, lines: [line!] };
  const [kept, other] = ['R-2', 'R-0'];
  const all = line!.quantity;
  let { entitlements } = answerReturn(one, NO_ENTITLEMENTS, asks(kept, all), 1, POLICIES);
  const credited = answerCredit(one, entitlements, credits(kept, 'kept', all), 2, POLICIES);
  entitlements = credited.entitlements;
  const [credit] = FACTS.creditApproved.read(credited.answer.text).credits;
  const { netMinor, taxMinor, freightMinor, freightTaxMinor } = line!.amounts;
  const whole = netMinor + taxMinor + freightMinor + freightTaxMinor;
  const { amountMinor } = credit!.gross;
  const off = amountMinor * 10n - whole * 3n;
  assert.ok(amountMinor > 0n && off * off <= 40n * 40n, `${amountMinor} of ${whole}`);
  const again = answerReturn(one, entitlements, asks(other, all), 3, POLICIES);
  assert.equal(again.answer.type, 'return.refused.v1');
});
