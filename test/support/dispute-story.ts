/**
 * One dispute in memory: the workflow as the application runs it, the decision tables as they come with
 * Crossdock, the owner of the billed lines, and a ledger that does at once what it is told.
 */
import assert from 'node:assert/strict';
import { COMMANDS, FACTS, type ContentOfFact } from '../../src/canonical/catalogue.ts';
import type { FactType } from '../../src/canonical/fact-type.ts';
import { answerCharge, type ChargeQuestion } from '../../src/domain/returns/charge-answer.ts';
import { NO_ENTITLEMENTS } from '../../src/domain/returns/answers.ts';
import type { BilledLine, BilledOrder } from '../../src/domain/returns/entitlement.ts';
import type { Outcome } from '../../src/engine/book.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { equationDelta, type ExceptionCase, type Judgement } from '../../src/engine/judgement.ts';
import { newInstance, step, type Instance } from '../../src/engine/step.ts';
import { ALWAYS_OPEN } from '../../src/kernel/calendar.ts';
import type { LocalDate } from '../../src/kernel/instant.ts';
import type { Money } from '../../src/kernel/money.ts';
import { quantity } from '../../src/kernel/quantity.ts';
import type { UnitPrice } from '../../src/kernel/unit-price.ts';
import { disputeResolution } from '../../src/workflows/dispute-resolution/workflow.ts';
import { BEGIN, BOOK, POUNDS } from './return-story.ts';

type Disputed = ContentOfFact<typeof FACTS.chargeDisputed>;
type Posted = ContentOfFact<typeof COMMANDS.postChargeCredit>;
type Rebill = ContentOfFact<typeof COMMANDS.postChargeRebill>;
type Report = ContentOfFact<typeof COMMANDS.reportDispute>;

const DISPUTE = 'DSP-1';
const TODAY = '2031-03-03' as LocalDate;
const TEN_POUNDS = 10_000_000n as UnitPrice;
const pounds = (amountMinor: bigint): Money => ({ amountMinor, currency: POUNDS });

/** A dispute of INV-1; `shipped`: units that left of each of its lines. */
export const disputed = (it: {
  readonly classification: Disputed['classification'];
  readonly amountMinor: bigint;
  readonly shipped: readonly number[];
  /** Price that was agreed for a unit, where it is not the ten pounds that were billed. */
  readonly agreed?: bigint;
}) => it;

export class DisputeStory {
  entitlements = NO_ENTITLEMENTS;
  /** Credit memos that the ledger was told to post. */
  readonly posted: Posted[] = [];
  /** Rebills that the ledger was told to post. */
  readonly rebilled: Rebill[] = [];
  /** The ledger refuses whatever it is told. */
  refuses = false;
  readonly #workflow = disputeResolution({
    entities: new Map([['uk', { zone: 'Europe/London', calendar: ALWAYS_OPEN }]]),
    entitlements: 'entitlements',
    posting: { ledger: 'erp', closedPeriod: 'park' },
  });
  readonly #order: BilledOrder;
  #report: Report | undefined;
  #instance: Instance;
  #judgement: Judgement;
  #cases: readonly ExceptionCase[] = [];
  #count = 0;

  constructor({ lines }: { readonly lines: readonly BilledLine[] }) {
    this.#order = { customer: 'ACME', currency: POUNDS, terms: 'on-account', lines };
    const { definition } = this.#workflow;
    this.#instance = newInstance(definition, { entity: 'uk', businessId: DISPUTE });
    this.#judgement = step(definition, this.#instance, [], []).judgement;
  }

  get lifecycle(): string {
    return this.#judgement.lifecycle;
  }

  /** Kinds of the cases that are open. */
  get cases(): string[] {
    return this.#cases.map(({ kind }) => kind);
  }

  /** What people are told to do about them. */
  get playbooks(): string[] {
    return this.#cases.map(({ playbook }) => playbook);
  }

  /** Equations that do not hold. */
  get broken(): string[] {
    return this.#judgement.equations.filter((one) => equationDelta(one) !== 0n).map(({ id }) => id);
  }

  /** What is disputed now, in minor units. */
  get amount(): bigint {
    return this.#judgement.totals.orderedMinor;
  }

  /** Ids of its equations. */
  get equations(): string[] {
    return this.#judgement.equations.map(({ id }) => id);
  }

  /** What the order heard of it last. */
  get report(): Pick<Report, 'state' | 'references'> | undefined {
    const told = this.#report;
    return told && { state: told.state, references: told.references };
  }

  /** Another dispute is granted something first. */
  grants(dispute: string, amountMinor: bigint): this {
    this.#ask({
      dispute, of: 'q', salesOrder: 'SO-1', invoice: 'INV-1', amount: pounds(amountMinor), lines: [],
    }, 1);
    return this;
  }

  opens({ classification, amountMinor, shipped, agreed = TEN_POUNDS }: ReturnType<typeof disputed>): this {
    const { lines } = this.#order;
    const sum = (of: (line: BilledLine) => bigint): Money =>
      pounds(lines.reduce((total, line) => total + of(line), 0n));
    const content: Disputed = {
      dispute: DISPUTE, revision: 1, kind: 'deduction', classification, salesOrder: 'SO-1', shipment: 'SH-1',
      invoice: 'INV-1', customer: 'ACME', amount: pounds(amountMinor), text: 'less than that',
      openedBy: 'crossdock', openedAt: BEGIN,
      evidence: {
        ordered: lines.map(({ salesOrderLine: line, item, quantity: units }) => ({
          line, item, quantity: units, unitPrice: TEN_POUNDS, agreed: agreed as UnitPrice,
        })),
        shipped: lines.map(({ salesOrderLine: line, item }, at) => ({
          line, item, quantity: quantity(shipped[at]!),
        })),
        billed: lines.map(({ salesOrderLine: line, item, quantity: units, amounts }) => ({
          line, item, quantity: units, net: pounds(amounts.netMinor),
        })),
        gross: sum(({ amounts }) => amounts.netMinor + amounts.taxMinor),
        tax: sum(({ amounts }) => amounts.taxMinor),
        credited: pounds(0n),
        invoices: 1,
        facts: [],
      },
    };
    return this.#take([this.#fact(FACTS.chargeDisputed, content, 'crossdock')]);
  }

  /** The customer says later what he keeps it back for. */
  hears(reference: string, classification: Disputed['classification'], amountMinor: bigint): this {
    const content: ContentOfFact<typeof FACTS.disputeEvidenceAdded> = {
      dispute: DISPUTE, kind: 'deduction', reference, customer: 'ACME', amount: pounds(amountMinor),
      classification, text: `Deduction ${reference}`, deducted: [], statedAt: BEGIN, version: 1,
    };
    return this.#take([this.#fact(FACTS.disputeEvidenceAdded, content, 'crossdock')]);
  }

  /** Another dispute of the same money goes on: so much is left of this one. */
  covered(amountMinor: bigint): this {
    const content: ContentOfFact<typeof FACTS.disputeEvidenceAdded> = {
      dispute: DISPUTE, kind: 'covered', reference: 'P-1', customer: 'ACME', amount: pounds(amountMinor),
      classification: 'unknown', text: 'disputed by DSP-2', deducted: [], statedAt: BEGIN, version: 1,
    };
    return this.#take([this.#fact(FACTS.disputeEvidenceAdded, content, 'crossdock')]);
  }

  /** Another person says yes to whatever waits for it. */
  approves(): this {
    const scope = { entity: 'uk', businessId: DISPUTE };
    const [task] = this.#workflow.approvalsOf(this.#instance.state, scope);
    const content = {
      subject: { workflow: 'dispute', number: DISPUTE }, task: task!.id, decision: 1, verdict: 'approve',
      covers: task!.amount, by: 'grace', role: 'finance', authority: 'approval-authority', reason: 'checked',
    };
    return this.#take([this.#fact(FACTS.approvalDecided as FactType<unknown>, content, 'person')]);
  }

  #fact<T>(type: FactType<T>, content: T, source: string): Fact {
    const text = type.encode(content);
    return {
      source, id: `F-${++this.#count}`, type: type.type, content: type.read(text), text, entity: 'uk',
      occurredAt: BEGIN, recordedAt: BEGIN, correlationId: `uk/dispute/${DISPUTE}`, causationId: null,
    };
  }

  /** Takes facts in, and lets every system do what it is told, until nothing is left to do. */
  #take(facts: readonly Fact[]): this {
    let next = facts;
    let outcomes: readonly Outcome[] = [];
    for (let round = 0; round < 30; round++) {
      const taken = step(this.#workflow.definition, this.#instance, next, outcomes);
      this.#instance = taken.instance;
      this.#judgement = taken.judgement;
      this.#cases = taken.cases;
      if (taken.issued.length === 0) return this;
      next = taken.issued.flatMap((issue) => this.#execute(issue.type, issue.content, issue.generation));
      outcomes = taken.issued.map(({ id, generation, type }) => {
        const isRefused = this.refuses && type === COMMANDS.postChargeRebill.type;
        return { id, generation, kind: isRefused ? ('refused' as const) : ('done' as const) };
      });
    }
    return assert.fail('it does not come to rest');
  }

  #execute(type: string, content: unknown, generation: number): readonly Fact[] {
    switch (type) {
      case COMMANDS.decidePolicy.type: {
        const { table, inputs, ...asked } = content as ContentOfFact<typeof COMMANDS.decidePolicy>;
        const { outputs, stamp } = BOOK.decide(table, inputs);
        const { version: tableVersion, row } = stamp;
        const decided = { ...asked, generation, table, tableVersion, row, inputs, outputs };
        return [this.#fact(FACTS.policyDecided as FactType<unknown>, decided, 'policy')];
      }
      case COMMANDS.approveChargeCredit.type:
        return [this.#ask(content as ChargeQuestion, generation)];
      case COMMANDS.postChargeCredit.type: {
        const asked = content as Posted;
        this.posted.push(asked);
        const { dispute, invoice, salesOrder, postingDate, tax, gross } = asked;
        const credited = {
          dispute, creditMemo: `CM-${this.posted.length}`, generation, invoice, salesOrder,
          postingDate: postingDate ?? TODAY, tax, gross, applied: gross, open: pounds(0n),
        };
        return [this.#fact(FACTS.chargeCredited, credited, 'erp')];
      }
      case COMMANDS.postChargeRebill.type: {
        const asked = content as Rebill;
        this.rebilled.push(asked);
        const { dispute, invoice, gross } = asked;
        const { amounts } = this.#order.lines[0]!;
        const rebilled = {
          dispute, invoice, reversal: 'R-1', rebilledAs: 'INV-2', generation, postingDate: TODAY, gross,
          before: pounds(amounts.netMinor + amounts.taxMinor),
        };
        return this.refuses ? [] : [this.#fact(FACTS.chargeRebilled, rebilled, 'erp')];
      }
      case COMMANDS.reportDispute.type:
        this.#report = content as Report;
        return [];
      default:
        return assert.fail(`nobody executes ${type}`);
    }
  }

  #ask(question: ChargeQuestion, generation: number): Fact {
    const { entitlements, answer } = answerCharge(this.#order, this.entitlements, question, generation);
    this.entitlements = entitlements;
    const { chargeCreditApproved } = FACTS;
    return this.#fact(chargeCreditApproved, chargeCreditApproved.read(answer.text), 'entitlements');
  }
}
