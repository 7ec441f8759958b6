/** Laws 4 and 5 over random histories of lots: what nobody may be promised never is, and no promise is empty. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StockInHand } from '../../src/application/process/ledger-decision.ts';
import { availabilityOf } from '../../src/application/stock/availability.ts';
import { planAllocation, type StandingPromise } from '../../src/domain/inventory/allocation.ts';
import { fitnessOf, type LotBar, type LotTerms } from '../../src/domain/inventory/shelf-life.ts';
import { addDays, instant, type LocalDate } from '../../src/kernel/instant.ts';
import { quantity, type Quantity } from '../../src/kernel/quantity.ts';
import { seededRandom, type Random } from '../../src/kernel/random.ts';

const SEED = 20_310_303;
const HISTORIES = 400;
const STEPS = 25;
const ITEM = 'A';
const SITES = ['S1', 'S2'] as const;
const BARS: readonly LotBar[] = ['held', 'recalled', 'unreleased', 'rejected', 'disputed'];

interface Order {
  readonly instance: string;
  readonly orderedAt: number;
  readonly wanted: number;
  readonly lifeDays: number;
  promises: StandingPromise[];
  shortfall: bigint;
}

/** A small warehouse whose lots come, age, are stopped and leave. */
class History {
  readonly #random: Random;
  today = '2031-03-03' as LocalDate;
  readonly lots = new Map<string, LotTerms>();
  readonly onHand = new Map<string, bigint>();
  readonly orders: Order[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  step(): void {
    const deeds = [this.#receive, this.#receive, this.#order, this.#order, this.#age, this.#stop, this.#decide, this.#ship];
    this.#random.pick(deeds).call(this);
  }

  #receive(): void {
    const lot = `L${this.#random.between(1, 6)}`;
    const known = this.lots.get(lot);
    // Now and then somebody moves a lot that nobody stated.
    if (known === undefined && this.#random.chance(0.8)) {
      const expiresOn = this.#random.chance(0.15) ? null : addDays(this.today, this.#random.between(-2, 60));
      this.lots.set(lot, { lot, expiresOn, receivedOn: this.today, bar: null });
    }
    const key = `${this.#random.pick(SITES)}|${lot}`;
    this.onHand.set(key, (this.onHand.get(key) ?? 0n) + quantity(this.#random.between(1, 12)));
  }

  #order(): void {
    const number = this.orders.length + 1;
    const lifeDays = this.#random.pick([0, 0, 10, 30]);
    this.orders.push({
      instance: `SO-${number}`, orderedAt: number, wanted: this.#random.between(1, 15), lifeDays,
      promises: [], shortfall: 0n,
    });
    this.#decideOne(this.orders.at(-1)!, false);
  }

  #age(): void {
    this.today = addDays(this.today, this.#random.between(1, 7));
  }

  #stop(): void {
    const known = [...this.lots.values()];
    if (known.length === 0) return;
    const lot = this.#random.pick(known);
    const bar = lot.bar === null || this.#random.chance(0.3) ? this.#random.pick(BARS) : null;
    this.lots.set(lot.lot, { ...lot, bar });
    this.#decide();
  }

  /** Everything is decided again, as after any change: the youngest gives back first. */
  #decide(): void {
    for (const order of this.orders.toReversed()) this.#decideOne(order, true);
    for (const order of this.orders) this.#decideOne(order, false);
  }

  /** A part of a promise leaves; now and then from another lot than was promised. */
  #ship(): void {
    const promised = this.orders.filter(({ promises }) => promises.some((row) => row.quantity > row.fulfilled));
    if (promised.length === 0) return;
    const order = this.#random.pick(promised);
    const row = order.promises.find((one) => one.quantity > one.fulfilled)!;
    const left = row.quantity - row.fulfilled;
    const key = `${row.site}|${row.lot ?? ''}`;
    this.onHand.set(key, (this.onHand.get(key) ?? 0n) - left);
    order.promises = order.promises.map((one) => (one === row ? { ...one, fulfilled: one.quantity } : one));
  }

  stock(): StockInHand {
    const allocated = new Map<string, bigint>();
    for (const { promises } of this.orders) {
      for (const { site, lot = '', quantity: promised, fulfilled } of promises) {
        const key = `${site}|${lot}`;
        allocated.set(key, (allocated.get(key) ?? 0n) + promised - fulfilled);
      }
    }
    const keys = new Set([...this.onHand.keys(), ...allocated.keys()]);
    return new StockInHand(
      {
        positions: [...keys].map((key) => {
          const [site, lot] = key.split('|') as [string, string];
          return {
            entity: 'uk', item: ITEM, site, lot,
            onHand: (this.onHand.get(key) ?? 0n) as Quantity,
            allocated: (allocated.get(key) ?? 0n) as Quantity,
          };
        }),
        lots: [...this.lots.values()].map((terms) => ({ entity: 'uk', item: ITEM, ...terms })),
        backorders: this.orders.filter(({ shortfall }) => shortfall > 0n).map((order) => ({
          entity: 'uk', item: ITEM, instance: order.instance, orderedAt: instant(order.orderedAt),
          shortfall: order.shortfall as Quantity, lifeDays: order.lifeDays,
        })),
      },
      { sitesOf: () => SITES, todayAt: () => this.today },
    );
  }

  #decideOne(order: Order, takeBack: boolean): void {
    const claimant = { entity: 'uk', instance: order.instance, orderedAt: instant(order.orderedAt) };
    const plan = planAllocation({
      demands: [{ line: 1, item: ITEM, alternatives: [], quantity: quantity(order.wanted) }],
      standing: order.promises,
      available: this.stock().available(claimant, [ITEM], { lifeDaysOf: () => order.lifeDays }),
      partial: true,
      takeBack,
    });
    const before = order.promises;
    order.promises = plan.allocations.map((row) => {
      const known = before.find((one) => one.site === row.site && one.lot === row.lot);
      return { ...row, fulfilled: known?.fulfilled ?? (0n as Quantity) };
    });
    order.shortfall = plan.shortfalls[0]?.quantity ?? 0n;
    this.#check(order, before);
  }

  /** What this decision promises beyond what stood is there, and may leave for this customer. */
  #check(order: Order, before: readonly StandingPromise[]): void {
    for (const row of order.promises) {
      const known = before.find((one) => one.site === row.site && one.lot === row.lot);
      if (row.quantity <= (known?.quantity ?? 0n)) continue;
      const terms = this.lots.get(row.lot!);
      assert.ok(terms !== undefined, `${row.lot} was promised, and nobody stated it`);
      assert.equal(fitnessOf(terms, this.today, order.lifeDays), 'fit', `${row.lot} was promised to ${order.instance}`);
      const here = (one: StandingPromise): boolean => one.site === row.site && one.lot === row.lot;
      const open = this.orders.flatMap(({ promises }) => promises.filter(here));
      const promised = open.reduce((sum, one) => sum + one.quantity - one.fulfilled, 0n);
      assert.ok(promised <= (this.onHand.get(`${row.site}|${row.lot}`) ?? 0n), `${row.lot} at ${row.site} is oversold`);
    }
    for (const { lot, quantity: promised, fulfilled } of order.promises) {
      const terms = this.lots.get(lot!);
      const isPending = promised > fulfilled;
      assert.ok(!isPending || terms?.bar === null, `${lot} is stopped, and still promised to ${order.instance}`);
    }
  }

  /** What screens show is what the ledger would promise to somebody who takes any age. */
  shown(): bigint {
    const allocated = (site: string, lot: string): bigint =>
      this.orders.flatMap(({ promises }) => promises)
        .filter((row) => row.site === site && (row.lot ?? '') === lot)
        .reduce((sum, row) => sum + row.quantity - row.fulfilled, 0n);
    const rows = [...this.onHand].map(([key, onHand]) => {
      const [site, lot] = key.split('|') as [string, string];
      const terms = this.lots.get(lot) ?? { lot, expiresOn: null, receivedOn: null, bar: 'unstated' as const };
      return { entity: 'uk', item: ITEM, site, terms, onHand, allocated: allocated(site, lot) };
    });
    return availabilityOf(rows, () => this.today, 0).reduce((sum, site) => sum + site.availableToPromise, 0n);
  }

  offered(): bigint {
    const nobody = { entity: 'uk', instance: 'none', orderedAt: instant(0) };
    return this.stock().available(nobody, [ITEM]).reduce((sum, { availableToPromise }) => sum + availableToPromise, 0n);
  }
}

test(`no expired, held, unstated or short lot is ever promised, and no promise is empty, from seed ${SEED}`, () => {
  let promised = 0;
  for (let run = 0; run < HISTORIES; run++) {
    const history = new History(seededRandom(`lots ${SEED + run}`));
    for (let step = 0; step < STEPS; step++) {
      history.step();
      assert.equal(history.offered(), history.shown(), `seed ${SEED + run}, step ${step}: ledger and screens disagree`);
    }
    promised += history.orders.filter(({ promises }) => promises.length > 0).length;
  }
  assert.ok(promised > HISTORIES, 'histories without promises prove nothing');
});
