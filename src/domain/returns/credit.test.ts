import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../../kernel/instant.ts';
import { quantity, type Quantity } from '../../kernel/quantity.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import { nextShare, NO_AMOUNTS, type Amounts } from './apportionment.ts';
import { decideCredit, grossOf, totalOf } from './credit.ts';
import {
  authorize,
  EMPTY_BOOK,
  type BilledLine,
  type Eligibility,
  type EntitlementBook,
} from './entitlement.ts';

/** Histories of random returns; each takes about a millisecond. */
const HISTORIES = 400;

const POLICY: Eligibility = {
  verdict: 'authorize',
  code: 'reported-in-time',
  settlement: 'credit-after-inspection',
  feeBasisPoints: 0,
  freightBack: 'seller',
  reviewRole: 'none',
  policy: { table: 'return-eligibility', version: 1, row: 'our-mistake', inputs: {} },
};

function billedLine(random: Random, at: number): BilledLine {
  return {
    key: `INV-1#${at}`,
    invoice: 'INV-1',
    shipment: 'SH-1',
    salesOrderLine: at,
    item: `IT-${at % 2}`,
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
  };
}

const asked = (line: number, item: string, units: Quantity) => ({
  line,
  item,
  salesOrderLine: undefined,
  lot: undefined,
  quantity: units,
});

/** Names of the amounts, so that each is held to the law on its own. */
const AMOUNTS = Object.keys(NO_AMOUNTS) as (keyof Amounts)[];

interface Rules {
  readonly authorize: typeof authorize;
}

/** Returns of random goods in random cuts: whatever happens, the law of credits holds. */
function history(random: Random, rules: Rules): string | null {
  const billed = Array.from({ length: random.between(1, 4) }, (_, at) =>
    billedLine(random, at + 1),
  );
  let book: EntitlementBook = EMPTY_BOOK;
  for (let step = 0; step < 25; step++) {
    const rma = `R-${random.between(1, 5)}`;
    if (random.chance(0.5)) {
      const lines = [asked(1, `IT-${random.below(2)}`, quantity(random.between(1, 20)))];
      book = rules.authorize(rma, lines, billed, book, () => POLICY).book;
    } else {
      const inspection = `${rma}-I${random.between(1, 3)}`;
      const creditBasisPoints = random.pick([10_000, 10_000, 5_000, 0]);
      const parts = [
        { part: 1, line: 1, quantity: quantity(random.between(1, 20)), creditBasisPoints },
      ];
      book = decideCredit({ rma, inspection, parts }, billed, book, 'half-up').book;
    }
    const broken = lawBroken(billed, book);
    if (broken !== null) return broken;
  }
  return null;
}

function lawBroken(billed: readonly BilledLine[], book: EntitlementBook): string | null {
  for (const line of billed) {
    const held = book.held
      .filter((row) => row.billed === line.key)
      .reduce((sum, row) => sum + row.quantity, 0n);
    if (held > line.quantity) return `${line.key}: held ${held} of ${line.quantity}`;
    const rows = book.credited.filter((row) => row.billed === line.key);
    const credited = rows.reduce((sum, row) => sum + row.quantity, 0n);
    if (credited > held) return `${line.key}: credited ${credited}, held ${held}`;
    for (const name of AMOUNTS) {
      const money = rows.reduce((sum, row) => sum + row.amounts[name], 0n);
      if (money > line.amounts[name])
        return `${line.key}: ${name} ${money} of ${line.amounts[name]}`;
      if (rows.some((row) => row.amounts[name] < 0n)) return `${line.key}: ${name} below zero`;
    }
  }
  return null;
}

const firstBroken = (rules: Rules): string | null => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const broken = history(seededRandom(`credits ${seed}`), rules);
    if (broken !== null) return `seed ${seed}: ${broken}`;
  }
  return null;
};

test('no return holds what another holds, and no line is credited beyond what was billed', () => {
  assert.equal(firstBroken({ authorize }), null);
});

test('an owner that forgets what others hold is caught', () => {
  const forgetful: typeof authorize = (rma, lines, billed, book, eligibilityOf) => {
    const alone = authorize(
      rma,
      lines,
      billed,
      { ...book, held: book.held.filter((row) => row.rma === rma) },
      eligibilityOf,
    );
    const others = book.held.filter((row) => row.rma !== rma);
    return { ...alone, book: { ...alone.book, held: [...others, ...alone.book.held] } };
  };
  assert.match(firstBroken({ authorize: forgetful }) ?? '', /held/);
});

test('a full return comes to exactly zero, however it is cut', () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const random = seededRandom(`cuts ${seed}`);
    const line = billedLine(random, 1);
    let book = authorize(
      'R-1',
      [asked(1, line.item, line.quantity)],
      [line],
      EMPTY_BOOK,
      () => POLICY,
    ).book;
    let left = line.quantity / 1_000_000n;
    let gross = 0n;
    for (let cut = 1; left > 0n; cut++) {
      const units = BigInt(random.between(1, Number(left)));
      left -= units;
      const parts = [{ part: 1, line: 1, quantity: quantity(units), creditBasisPoints: 10_000 }];
      const decided = decideCredit(
        { rma: 'R-1', inspection: `I-${cut}`, parts },
        [line],
        book,
        'half-up',
      );
      book = decided.book;
      gross += grossOf(decided.lines);
    }
    const { netMinor, taxMinor, freightMinor, freightTaxMinor } = line.amounts;
    assert.equal(gross, netMinor + taxMinor + freightMinor + freightTaxMinor, `seed ${seed}`);
  }
});

test('rounding each part on its own would give a cent too much: the share of all does not', () => {
  const amounts = { ...NO_AMOUNTS, netMinor: 200n };
  const billed = { quantity: quantity(3), amounts };
  let gone = { quantity: quantity(0), amounts: NO_AMOUNTS, isLowered: false };
  const parts: bigint[] = [];
  for (let part = 0; part < 3; part++) {
    const share = nextShare(billed, gone, quantity(1), 'half-up');
    parts.push(share.netMinor);
    const sum = { ...NO_AMOUNTS, netMinor: gone.amounts.netMinor + share.netMinor };
    gone = { ...gone, quantity: (gone.quantity + quantity(1)) as Quantity, amounts: sum };
  }
  assert.deepEqual(parts, [67n, 66n, 67n], 'three times 67 were 201');
});

test('an inspection that is stated anew replaces its credit, and the rest still adds up', () => {
  const line = { ...billedLine(seededRandom('restated'), 1), quantity: quantity(3) };
  const whole = { ...line, amounts: { ...NO_AMOUNTS, netMinor: 100n } };
  let book = authorize(
    'R-1',
    [asked(1, line.item, quantity(3))],
    [whole],
    EMPTY_BOOK,
    () => POLICY,
  ).book;
  const credit = (inspection: string, units: number, creditBasisPoints = 10_000) => {
    const parts = [{ part: 1, line: 1, quantity: quantity(units), creditBasisPoints }];
    const decided = decideCredit({ rma: 'R-1', inspection, parts }, [whole], book, 'half-up');
    book = decided.book;
    return totalOf(decided.lines).netMinor;
  };
  assert.equal(credit('I-1', 1), 33n);
  assert.equal(credit('I-2', 1), 34n);
  assert.equal(credit('I-1', 1, 0), 0n, 'ruined after all: no credit');
  assert.equal(credit('I-3', 2), 66n, 'the rest of the line, less what stands');
});

test("a fee is kept of what is given back, and the customer's own fault of its freight", () => {
  const line = { ...billedLine(seededRandom('fee'), 1), quantity: quantity(2) };
  const billed = {
    ...line,
    amounts: { netMinor: 1_000n, taxMinor: 200n, freightMinor: 100n, freightTaxMinor: 20n },
  };
  const unwanted: Eligibility = { ...POLICY, feeBasisPoints: 1_000, freightBack: 'customer' };
  const { book } = authorize(
    'R-1',
    [asked(1, line.item, quantity(2))],
    [billed],
    EMPTY_BOOK,
    () => unwanted,
  );
  const parts = [{ part: 1, line: 1, quantity: quantity(2), creditBasisPoints: 10_000 }];
  const { lines } = decideCredit(
    { rma: 'R-1', inspection: 'I-1', parts },
    [billed],
    book,
    'half-up',
  );
  assert.equal(grossOf(lines), 1_000n + 200n - 100n - 20n);
});

test('less is decided than is posted: the rest is free once the credit was taken back, no sooner', () => {
  const line = { ...billedLine(seededRandom('stands'), 1), quantity: quantity(5) };
  const held = (book: EntitlementBook, units: number) =>
    authorize('R-1', [asked(1, line.item, quantity(units))], [line], book, () => POLICY).book;
  const decide = (book: EntitlementBook, inspection: string, units: number, stands: boolean) => {
    const parts = [{ part: 1, line: 1, quantity: quantity(units), creditBasisPoints: 10_000 }];
    return decideCredit({ rma: 'R-1', inspection, parts, stands }, [line], book, 'half-up');
  };
  const posted = decide(held(EMPTY_BOOK, 5), 'IN-1', 5, false);
  const less = decide(posted.book, 'IN-1', 3, true);
  assert.equal(less.credited.get(1), quantity(3));
  assert.equal(decide(less.book, 'IN-2', 2, false).credited.get(1), 0n, 'the ledger still has five');
  const takenBack = decide(less.book, 'IN-1', 3, false);
  assert.equal(decide(takenBack.book, 'IN-2', 2, false).credited.get(1), quantity(2));
});
