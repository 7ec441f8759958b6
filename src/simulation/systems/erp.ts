import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Fact } from '../../engine/fact.ts';
import { addDays, type Instant, type LocalDate } from '../../kernel/instant.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { euros, type World } from '../world.ts';
import { KeyedSystem, type Answer, type Request } from './system.ts';

/** An invoice in the ledger. */
export interface LedgerInvoice {
  readonly invoice: string;
  readonly document: CommandContent<'postInvoice'>;
  readonly postedAt: Instant;
  reversed: boolean;
}

/** A sales order as the ERP keeps it. */
export interface ErpOrder {
  request: CommandContent<'registerSalesOrder'>;
  version: number;
}

interface Credit {
  decision: number;
  verdict: 'approved' | 'held';
  asked: bigint;
  covers: bigint;
}

/** The ERP: orders, contract prices, credit limit, and the ledger with its periods. */
export class Erp extends KeyedSystem {
  readonly name = 'erp';
  readonly orders = new Map<string, ErpOrder>();
  readonly credits = new Map<string, Credit>();
  readonly invoices: LedgerInvoice[] = [];
  readonly applications: FactContent<'paymentApplied'>[] = [];
  readonly contractPrices: Map<string, UnitPrice>;
  /** Every contract price that ever held, by item. */
  readonly priceHistory = new Map<string, UnitPrice[]>();
  readonly #terms: FactContent<'salesOrderRegistered'>['terms'];
  readonly #limitMinor: bigint;
  /** Months that are closed, as YYYY-MM. */
  readonly #closed = new Set<string>();
  readonly #unknownItems: Set<string>;
  #customerKnown: boolean;

  constructor(
    world: World,
    master: {
      readonly contractPrices: Map<string, UnitPrice>;
      readonly terms: FactContent<'salesOrderRegistered'>['terms'];
      readonly limitMinor: bigint;
      readonly customerKnown: boolean;
      readonly unknownItems: Set<string>;
    },
  ) {
    super(world);
    this.contractPrices = master.contractPrices;
    for (const [item, price] of this.contractPrices) this.priceHistory.set(item, [price]);
    this.#terms = master.terms;
    this.#limitMinor = master.limitMinor;
    this.#customerKnown = master.customerKnown;
    this.#unknownItems = master.unknownItems;
  }

  protected apply(request: Request): Answer {
    switch (request.type) {
      case COMMANDS.registerSalesOrder.type:
        return this.#register(request.content as CommandContent<'registerSalesOrder'>);
      case COMMANDS.checkCredit.type:
        return this.#checkCredit(request.content as CommandContent<'checkCredit'>);
      case COMMANDS.postInvoice.type:
        return this.#post(request.content as CommandContent<'postInvoice'>, request.generation);
      case COMMANDS.reverseInvoice.type:
        return this.#reverse(request.content as CommandContent<'reverseInvoice'>);
      case COMMANDS.applyPayment.type:
        return this.#applyPayment(request.content as CommandContent<'applyPayment'>);
      default:
        throw new TypeError(`the ERP does not know ${request.type}`);
    }
  }

  #register(request: CommandContent<'registerSalesOrder'>): Answer {
    const known = this.orders.get(request.salesOrder);
    const order: ErpOrder = { request, version: (known?.version ?? 0) + 1 };
    this.orders.set(request.salesOrder, order);
    return { kind: 'done', facts: [this.#registered(order)] };
  }

  #registered({ request, version }: ErpOrder): Fact {
    return this.world.fact(this.name, 'salesOrderRegistered', {
      salesOrder: request.salesOrder,
      version,
      of: request.of,
      erpOrder: `E-${request.salesOrder}`,
      customerKnown: this.#customerKnown,
      terms: this.#terms,
      lines: request.lines.map(({ line, item }) => {
        const contractPrice = this.contractPrices.get(item);
        const itemKnown = !this.#unknownItems.has(item);
        return contractPrice === undefined
          ? { line, itemKnown }
          : { line, itemKnown, contractPrice };
      }),
    });
  }

  /** Master data changed: what applies to the standing orders is stated again. */
  #stateOrders(): void {
    for (const order of this.orders.values()) {
      order.version += 1;
      this.world.tell(this.#registered(order));
    }
  }

  /** A clerk enters the customer and the items that were missing. */
  learnReferences(): void {
    this.#customerKnown = true;
    this.#unknownItems.clear();
    this.#stateOrders();
  }

  /** A clerk corrects a contract price. */
  correctPrice(item: string, price: UnitPrice): void {
    this.contractPrices.set(item, price);
    this.priceHistory.get(item)?.push(price);
    this.#stateOrders();
  }

  #checkCredit({ salesOrder, amount }: CommandContent<'checkCredit'>): Answer {
    let others = 0n;
    for (const [order, { covers }] of this.credits) if (order !== salesOrder) others += covers;
    const before = this.credits.get(salesOrder);
    const asked = amount.amountMinor;
    const covered = asked <= (before?.covers ?? 0n) || others + asked <= this.#limitMinor;
    const fact = this.#decideCredit(salesOrder, asked, covered ? 'approved' : 'held');
    return { kind: 'done', facts: [fact] };
  }

  #decideCredit(salesOrder: string, asked: bigint, verdict: 'approved' | 'held'): Fact {
    const decision = (this.credits.get(salesOrder)?.decision ?? 0) + 1;
    const covers = verdict === 'approved' ? asked : 0n;
    this.credits.set(salesOrder, { decision, verdict, asked, covers });
    return this.world.fact(this.name, 'creditDecided', {
      salesOrder,
      decision,
      verdict,
      covers: euros(covers),
      reason: verdict === 'approved' ? 'within the limit' : 'limit reached',
    });
  }

  /** A clerk releases or holds an order, whatever the limit says. */
  decideCredit(salesOrder: string, verdict: 'approved' | 'held'): void {
    const known = this.credits.get(salesOrder);
    if (known === undefined || known.verdict === verdict) return;
    this.world.tell(this.#decideCredit(salesOrder, known.asked, verdict));
  }

  closePeriod(month: string): void {
    this.#closed.add(month);
  }

  openPeriod(month: string): void {
    this.#closed.delete(month);
  }

  #firstOpenDate(from: LocalDate): LocalDate {
    let date = from;
    while (this.#closed.has(date.slice(0, 7))) date = addDays(date, 1);
    return date;
  }

  /** The ledger does not mind a second invoice of one shipment: that is for others to prevent. */
  #post(document: CommandContent<'postInvoice'>, generation: number): Answer {
    const { salesOrder, shipment, postingDate, lines, freight, tax, gross } = document;
    const firstOpenDate = this.#firstOpenDate(postingDate);
    if (firstOpenDate !== postingDate) {
      const reason = `${postingDate.slice(0, 7)} is closed`;
      const refusal = { salesOrder, shipment, postingDate, firstOpenDate, reason };
      return {
        kind: 'refused',
        facts: [this.world.fact(this.name, 'postingRefused', refusal)],
      };
    }
    const invoice = `I-${salesOrder}-${this.invoices.length + 1}`;
    this.invoices.push({ invoice, document, postedAt: this.world.now(), reversed: false });
    const posted = {
      salesOrder,
      shipment,
      invoice,
      generation,
      postingDate,
      lines: lines.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      freight,
      tax,
      gross,
    };
    return { kind: 'done', facts: [this.world.fact(this.name, 'invoicePosted', posted)] };
  }

  #reverse({ salesOrder, shipment }: CommandContent<'reverseInvoice'>): Answer {
    const standing = this.invoices.findLast(
      ({ document, reversed }) => document.shipment === shipment && !reversed,
    );
    if (standing === undefined || this.settledMinor(standing.invoice) > 0n) {
      return { kind: 'refused', facts: [] };
    }
    standing.reversed = true;
    const fact = this.world.fact(this.name, 'invoiceReversed', {
      salesOrder,
      invoice: standing.invoice,
      reversal: `R-${standing.invoice}`,
      postingDate: this.#firstOpenDate(localDateIn('UTC', this.world.now())),
      gross: standing.document.gross,
    });
    return { kind: 'done', facts: [fact] };
  }

  settledMinor(invoice: string): bigint {
    let settled = 0n;
    for (const application of this.applications) {
      if (application.invoice === invoice) settled += application.applied.amountMinor;
    }
    return settled;
  }

  #applyPayment(request: CommandContent<'applyPayment'>): Answer {
    const { salesOrder, payment, invoice, amount } = request;
    const target = this.invoices.find((known) => known.invoice === invoice);
    if (target === undefined) return { kind: 'refused', facts: [] };
    const gross = target.reversed ? 0n : target.document.gross.amountMinor;
    const open = gross - this.settledMinor(invoice);
    const applied = amount.amountMinor < open ? amount.amountMinor : open > 0n ? open : 0n;
    const application = {
      salesOrder,
      payment,
      invoice,
      applied: euros(applied),
      unapplied: euros(amount.amountMinor - applied),
    };
    this.applications.push(application);
    return { kind: 'done', facts: [this.world.fact(this.name, 'paymentApplied', application)] };
  }
}

