/** The order whose goods come back, the rules of the distributor, and what customers do. */
import type { PolicyStamp } from '../../domain/policy/decision.ts';
import type { ReturnPolicies } from '../../domain/returns/answers.ts';
import type { BilledLine, BilledOrder } from '../../domain/returns/entitlement.ts';
import { ALWAYS_OPEN } from '../../kernel/calendar.ts';
import { DAY_MS } from '../../kernel/instant.ts';
import { quantity, type Quantity } from '../../kernel/quantity.ts';
import type { ReturnToCreditPolicy } from '../../workflows/return-to-credit/policy.ts';
import type { FactContent } from '../contents.ts';
import { ENTITY, EUR, type World } from '../world.ts';
import type { ReturnBooks } from './books.ts';

export const SALES_ORDER = 'SO-1';
const CUSTOMER = 'customer-1';
const SITE = 'north';
/** Credits above this many cents need somebody's yes. */
export const APPROVED_ABOVE_MINOR = 2_000n;
const RETURNS_MOST = 4;

/** The distributor of every simulated return. */
export const RETURN_POLICY: ReturnToCreditPolicy = {
  entities: new Map([[ENTITY, { zone: 'UTC', calendar: ALWAYS_OPEN }]]),
  systems: { entitlements: 'entitlements', wms: 'wms', ledger: 'erp', payment: 'payment' },
  returnSites: new Map([[ENTITY, SITE]]),
  arrivalMs: 12 * DAY_MS,
  closedPeriod: 'redate-to-first-open',
  slaMs: { authorization: DAY_MS, inspection: 3 * DAY_MS, placement: 2 * DAY_MS, credit: 4 * DAY_MS },
};

const stamp = (table: string, row: string): PolicyStamp => ({ table, version: 1, row, inputs: {} });

/** What its decision tables say. */
export const POLICIES: ReturnPolicies = {
  rounding: 'half-up',
  eligibility: ({ line, question }) => {
    const isUnwanted = line.reason === 'not-wanted';
    const isExpired = line.reason === 'expired';
    const isAgain = question.resolution === 'replacement' && line.exchange === undefined;
    return {
      verdict: isExpired ? 'review' : 'authorize',
      code: line.reason,
      settlement: isAgain ? 'replacement' : 'credit-after-inspection',
      feeBasisPoints: isUnwanted ? 1_000 : 0,
      freightBack: isUnwanted ? 'customer' : 'seller',
      reviewRole: isExpired ? 'quality' : 'none',
      policy: stamp('return-eligibility', line.reason),
    };
  },
  exchange: ({ wanted }) => ({
    unitPrice: wanted.unitPrice ?? null,
    inAdvance: false,
    code: 'quoted',
    policy: stamp('exchange-price', 'quoted'),
  }),
  disposition: ({ line, found }) => {
    const to = line === undefined ? 'back-to-customer' : found.grade === 'as-new' ? 'restock' : 'scrap';
    return { to, qualityRelease: false, restockFault: null, policy: stamp('return-disposition', to) };
  },
  creditShare: ({ found }, settlement) => {
    if (settlement === 'replacement') return { basisPoints: 0, policy: stamp('return-credit', 'replaced') };
    const isRuined = found?.grade === 'damaged' && found.faultOf === 'customer';
    const row = isRuined ? 'half' : 'whole';
    return { basisPoints: isRuined ? 5_000 : 10_000, policy: stamp('return-credit', row) };
  },
};

/** An order of a few lines on two invoices, billed with amounts that no share divides evenly. */
export function billedOrder(world: World): BilledOrder {
  const { random } = world;
  const count = random.between(1, 3);
  const lines = Array.from({ length: count }, (_, at): BilledLine => {
    const invoice = `INV-${at === 2 ? 2 : 1}`;
    return {
      key: `${invoice}#${at + 1}`,
      invoice,
      shipment: `SH-${invoice}`,
      salesOrderLine: at + 1,
      item: `item-${at % 2}`,
      lot: null,
      quantity: quantity(random.between(1, 9)),
      amounts: {
        netMinor: BigInt(random.between(1, 4_000)),
        taxMinor: BigInt(random.between(0, 700)),
        freightMinor: BigInt(random.between(0, 150)),
        freightTaxMinor: BigInt(random.between(0, 30)),
      },
      shippedAt: world.now(),
      deliveredAt: world.now(),
      reconciled: true,
    };
  });
  const terms = random.chance(0.5) ? 'prepaid' : 'on-account';
  return { customer: CUSTOMER, currency: EUR, terms, shipTo: { country: 'DE' }, lines };
}

type Requested = FactContent<'returnRequested'>;
const REASONS = ['damaged', 'damaged', 'wrong-item', 'not-wanted', 'expired'] as const;

/** Customers ask, change their minds, send what they like, and the dock and its inspectors see it. */
export class Customers {
  readonly #world: World;
  readonly #books: ReturnBooks;
  readonly #revisions = new Map<string, Requested>();
  #receipts = 0;

  constructor(world: World, books: ReturnBooks) {
    this.#world = world;
    this.#books = books;
    books.dock.onExpected = (rma, lines) => {
      if (world.random.chance(0.05)) return;
      const sent = lines.map(({ line, item }) => ({ line, item }));
      world.after(world.hours(60), () => this.#arrives(rma, sent));
    };
  }

  begin(): void {
    const { random } = this.#world;
    const count = random.between(1, RETURNS_MOST);
    for (let number = 1; number <= count; number++) {
      const rma = `R-${number}`;
      const isBlind = this.#world.turn(0.7);
      if (isBlind) this.#world.after(this.#world.hours(20), () => this.#turnsUp(rma));
      else this.#world.after(this.#world.hours(40), () => this.ask(rma));
    }
  }

  /** Asks for the first time, or says it again in another way. */
  ask(rma: string): void {
    const { random } = this.#world;
    const { lines: billed } = this.#books.owner.order;
    const before = this.#revisions.get(rma);
    const lines = random.shuffle(billed).slice(0, random.between(1, billed.length));
    const requested: Requested = {
      rma,
      revision: (before?.revision ?? 0) + 1,
      channel: 'desk',
      customer: CUSTOMER,
      salesOrder: SALES_ORDER,
      requestedAt: this.#world.now(),
      // Whoever changes his mind about the goods keeps to how they are made good.
      resolution: before?.resolution ?? (random.chance(0.25) ? 'replacement' : 'credit'),
      lines: lines.map(({ salesOrderLine, item, quantity: most }, at) => ({
        line: at + 1,
        item,
        ...(random.chance(0.7) ? { salesOrderLine } : {}),
        // Now and then more than was sold.
        quantity: quantity(random.between(1, Number(most / quantity(1)) + 2)),
        reason: random.pick(REASONS),
        use: 'opened',
      })),
    };
    this.#revisions.set(rma, requested);
    this.#world.tell(this.#world.fact('desk', 'returnRequested', requested));
    if (this.#world.turn()) this.#world.after(this.#world.hours(80), () => this.ask(rma));
    if (this.#world.turn()) this.#world.after(this.#world.hours(120), () => this.#cancel(rma));
  }

  #cancel(rma: string): void {
    const cancelled = { rma, request: `${rma}-C`, reason: 'kept after all' };
    this.#world.tell(this.#world.fact('desk', 'returnCancelled', cancelled, `${rma}-C`));
  }

  /** A parcel without a number. */
  #turnsUp(rma: string): void {
    this.#arrives(rma, [{ line: undefined, item: 'item-0' }]);
  }

  #arrives(rma: string, expected: readonly { line: number | undefined; item: string }[]): void {
    const { random } = this.#world;
    const receipt = `RR-${++this.#receipts}`;
    const isOther = this.#world.turn(0.5);
    const lines = expected.map(({ line, item }, at) => ({
      receiptLine: at + 1,
      ...(line === undefined || isOther ? {} : { line }),
      item: isOther ? 'item-9' : item,
      quantity: quantity(random.between(1, 6)),
    }));
    const received = { rma, receipt, version: 1, site: SITE, receivedAt: this.#world.now(), lines };
    this.#books.dock.receive(received);
    if (this.#world.turn()) {
      this.#world.after(this.#world.hours(60), () => {
        // Counted again: never less than was inspected of it by then.
        const more = lines.map((line) => ({
          ...line,
          quantity: (line.quantity + quantity(1)) as Quantity,
        }));
        this.#books.dock.receive({ ...received, version: 2, lines: more });
      });
    }
    this.#world.after(this.#world.hours(50), () => this.#inspected(received, 1));
    if (this.#world.turn(0.7)) this.#world.after(this.#world.hours(300), () => this.#arrives(rma, expected));
  }

  #inspected({ rma, receipt, lines }: FactContent<'returnReceived'>, version: number): void {
    const { random } = this.#world;
    this.#books.dock.inspect({
      rma,
      inspection: `IN-${receipt}`,
      version,
      receipt,
      inspectedAt: this.#world.now(),
      inspectedBy: 'inspector',
      lines: lines.map(({ receiptLine, quantity: units }, at) => ({
        part: at + 1,
        receiptLine,
        quantity: units,
        grade: random.pick(['as-new', 'opened', 'damaged'] as const),
        faultOf: random.pick(['customer', 'carrier', 'seller'] as const),
        chainUnbroken: true,
        repairable: false,
      })),
      evidence: [],
    });
    if (version === 1 && this.#world.turn()) {
      const received = this.#books.dock.receipts.get(receipt)!;
      this.#world.after(this.#world.hours(200), () => this.#inspected({ ...received, lines }, 2));
    }
  }
}
