/** The systems of a return's history: their own books, and nothing of ours. */
import { COMMANDS, FACTS, factTypeOf } from '../../canonical/catalogue.ts';
import {
  answerCredit,
  answerReturn,
  NO_ENTITLEMENTS,
  type CreditQuestion,
  type Entitlements,
  type ReturnQuestion,
} from '../../domain/returns/answers.ts';
import type { BilledOrder } from '../../domain/returns/entitlement.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { done, KeyedSystem, type Answer, type Request } from '../systems/system.ts';
import { euros, type World } from '../world.ts';
import type { Replacements } from './replacements.ts';
import { APPROVED_ABOVE_MINOR, POLICIES } from './scenario.ts';

type Posted = FactContent<'creditMemoPosted'>;
type Received = FactContent<'returnReceived'>;
type Inspected = FactContent<'inspectionCompleted'>;

/** The owner of the billed lines: one book for all returns of the order. */
export class Owner extends KeyedSystem {
  readonly name = 'entitlements';
  readonly order: BilledOrder;
  /** Forgets what other returns hold: the mutant that shows that somebody looks. */
  readonly #isForgetful: boolean;
  #entitlements: Entitlements = NO_ENTITLEMENTS;

  constructor(world: World, order: BilledOrder, isForgetful: boolean) {
    super(world);
    this.order = order;
    this.#isForgetful = isForgetful;
  }

  protected apply({ type, content, generation }: Request): Answer {
    const question = content as ReturnQuestion & CreditQuestion;
    const { entitlements, answer } =
      type === COMMANDS.authorizeReturn.type
        ? answerReturn(this.order, this.#before(question.rma), question, generation, POLICIES)
        : answerCredit(this.order, this.#before(question.rma), question, generation, POLICIES);
    this.#entitlements = entitlements;
    const known = KINDS.find((kind) => FACTS[kind].type === answer.type)!;
    const told = factTypeOf(answer.type)!.read(answer.text) as FactContent<typeof known>;
    return { kind: 'done', facts: [this.world.fact(this.name, known, told)] };
  }

  #before(rma: string): Entitlements {
    if (!this.#isForgetful) return this.#entitlements;
    const { book, answers } = this.#entitlements;
    const own = (row: { readonly rma: string }): boolean => row.rma === rma;
    return { book: { ...book, held: book.held.filter(own), credited: book.credited.filter(own) }, answers };
  }
}

const KINDS = ['returnAuthorized', 'returnRefused', 'creditApproved'] as const;

/** Decision tables: only what needs approval is asked of them here. */
export class PolicyTables extends KeyedSystem {
  readonly name = 'policy';

  protected apply({ content, generation }: Request): Answer {
    const { subject, decision, of, table, inputs } = content as CommandContent<'decidePolicy'>;
    const isLarge = Number(inputs['amount']) * 100 > Number(APPROVED_ABOVE_MINOR);
    const decided: FactContent<'policyDecided'> = {
      subject, decision, generation, of, table, tableVersion: 1, row: isLarge ? 'large' : 'small', inputs,
      outputs: { approvals: isLarge ? 1 : 0, role: isLarge ? 'finance' : 'none' },
    };
    return { kind: 'done', facts: [this.world.fact(this.name, 'policyDecided', decided)] };
  }
}

/** The warehouse: its dock, its inspectors, and where it puts things. */
export class Dock extends KeyedSystem {
  readonly name = 'wms';
  readonly receipts = new Map<string, Received>();
  readonly inspections = new Map<string, Inspected & { readonly at: Instant }>();
  readonly placements = new Map<string, FactContent<'inventoryDispositionUpdated'>>();
  /** Told when the dock learns of a return that it did not expect before. */
  onExpected: (rma: string, lines: CommandContent<'expectReturn'>['lines']) => void = () => undefined;
  readonly #expected = new Set<string>();

  protected apply({ type, content }: Request): Answer {
    if (type === COMMANDS.expectReturn.type) {
      const { rma, lines } = content as CommandContent<'expectReturn'>;
      if (!this.#expected.has(rma)) this.onExpected(rma, lines);
      this.#expected.add(rma);
      return done();
    }
    const { rma, of, inspection, site, lines } = content as CommandContent<'placeReturnedGoods'>;
    const version = (this.placements.get(inspection)?.version ?? 0) + 1;
    const placed = { rma, inspection, version, of, site, lines };
    this.placements.set(inspection, placed);
    return { kind: 'done', facts: [this.world.fact(this.name, 'inventoryDispositionUpdated', placed)] };
  }

  receive(received: Received): void {
    this.receipts.set(received.receipt, received);
    const fact = this.world.fact(this.name, 'returnReceived', received);
    this.world.tell(fact);
    if (!this.world.chance(this.world.faults.contradicted)) return;
    const lines = received.lines.map((line) => ({
      ...line,
      quantity: (line.quantity * 2n) as Quantity,
    }));
    this.world.tellWrong(fact, { ...received, lines });
  }

  inspect(inspected: Inspected): void {
    const at = this.inspections.get(inspected.inspection)?.at ?? this.world.now();
    this.inspections.set(inspected.inspection, { ...inspected, at });
    this.world.tell(this.world.fact(this.name, 'inspectionCompleted', inspected));
  }
}

/** A credit memo in the books of the ledger. */
export interface Memo {
  readonly posted: Posted;
  readonly lines: CommandContent<'postCreditMemo'>['lines'];
  readonly taxMinor: bigint;
  readonly at: Instant;
  isReversed: boolean;
  settledMinor: bigint;
}

/** The ERP: credit memos against invoices, and what of them was paid back. */
export class CreditLedger extends KeyedSystem {
  readonly name = 'erp';
  readonly memos: Memo[] = [];
  /** What customers still owe, by invoice. */
  readonly open: Map<string, bigint>;

  constructor(world: World, open: Map<string, bigint>) {
    super(world);
    this.open = open;
  }

  protected apply({ type, content, generation }: Request): Answer {
    if (type === COMMANDS.postCreditMemo.type) return this.#post(content as Post, generation);
    if (type === COMMANDS.reverseCreditMemo.type) {
      return this.#reverse(content as CommandContent<'reverseCreditMemo'>);
    }
    return this.#settle(content as CommandContent<'settleCreditMemo'>);
  }

  #post(wanted: Post, generation: number): Answer {
    const { rma, credit, salesOrder, invoice, postingDate, lines, tax, gross } = wanted;
    const open = this.open.get(invoice) ?? 0n;
    const applied = gross.amountMinor < open ? gross.amountMinor : open;
    this.open.set(invoice, open - applied);
    const posted: Posted = {
      rma, credit, generation, creditMemo: `CM-${this.memos.length + 1}`, invoice, salesOrder, postingDate,
      lines: lines.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      tax, gross, applied: euros(applied), open: euros(gross.amountMinor - applied),
    };
    const at = this.world.now();
    this.memos.push({ posted, lines, taxMinor: tax.amountMinor, at, isReversed: false, settledMinor: 0n });
    return { kind: 'done', facts: [this.world.fact(this.name, 'creditMemoPosted', posted)] };
  }

  /** A credit memo on which money was paid out is not taken back. */
  #reverse({ rma, credit }: CommandContent<'reverseCreditMemo'>): Answer {
    const memo = this.memos.find(
      ({ posted, isReversed }) => posted.rma === rma && posted.credit === credit && !isReversed,
    );
    if (memo === undefined || memo.settledMinor > 0n) return { kind: 'refused', facts: [] };
    memo.isReversed = true;
    const { creditMemo, invoice, postingDate, gross, applied } = memo.posted;
    this.open.set(invoice, (this.open.get(invoice) ?? 0n) + applied.amountMinor);
    const reversed = { rma, creditMemo, reversal: `CR-${creditMemo}`, postingDate, gross };
    return { kind: 'done', facts: [this.world.fact(this.name, 'creditMemoReversed', reversed)] };
  }

  #settle({ rma, creditMemo, refund, amount }: CommandContent<'settleCreditMemo'>): Answer {
    const memo = this.memos.find(({ posted }) => posted.creditMemo === creditMemo);
    const left = memo === undefined ? 0n : memo.posted.open.amountMinor - memo.settledMinor;
    if (memo === undefined || memo.isReversed || amount.amountMinor > left) {
      return { kind: 'refused', facts: [] };
    }
    memo.settledMinor += amount.amountMinor;
    const settled = { rma, creditMemo, refund, settled: amount };
    return { kind: 'done', facts: [this.world.fact(this.name, 'creditMemoSettled', settled)] };
  }
}

type Post = CommandContent<'postCreditMemo'>;

/** The payment provider: pays back what it is told to. */
export class Refunds extends KeyedSystem {
  readonly name = 'payment';
  readonly made: FactContent<'refundMade'>[] = [];

  protected apply({ content }: Request): Answer {
    const { rma, creditMemo, amount } = content as CommandContent<'refundPayment'>;
    const made = { rma, refund: `RF-${this.made.length + 1}`, creditMemo, amount };
    this.made.push(made);
    return { kind: 'done', facts: [this.world.fact(this.name, 'refundMade', made)] };
  }
}

/** Everything that an auditor may look into. */
export interface ReturnBooks {
  readonly owner: Owner;
  readonly dock: Dock;
  readonly ledger: CreditLedger;
  readonly refunds: Refunds;
  readonly replacements: Replacements;
  /** Amounts that somebody approved, by task. */
  readonly approved: Map<string, bigint>;
}
