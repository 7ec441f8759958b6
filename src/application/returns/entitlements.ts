/**
 * The owner of the billed lines, as a system among systems: it is told a question by a command, and
 * its answer is a fact. It decides under the lock of the sales order's book, keeps each answer with
 * the generation that asked, and so gives the same answer to whoever asks again.
 */
import { COMMANDS, FACTS, factTypeOf } from '../../canonical/catalogue.ts';
import {
  answerCredit,
  answerReturn,
  creditKey,
  returnKey,
  type Answer,
  type CreditQuestion,
  type Entitlements,
  type ReturnPolicies,
  type ReturnQuestion,
} from '../../domain/returns/answers.ts';
import { answerCharge, chargeKey, type ChargeQuestion } from '../../domain/returns/charge-answer.ts';
import type { BilledOrder } from '../../domain/returns/entitlement.ts';
import { lapsedApprovals, lapsedContent } from '../../domain/returns/lapse.ts';
import { replacedBy, type Replaced } from '../../domain/returns/replaced.ts';
import type { State } from '../../engine/state.ts';
import { InvariantError } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import type {
  CanonicalFact,
  Connector,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
} from '../ports/connector.ts';
import type { EntitlementStore } from '../ports/entitlement-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import { stateOf } from '../process/restore.ts';
import { entitlementsOf, textOf } from './kept-text.ts';
import type { KnownLots } from './policies.ts';

/** Name of the system in routes, owners and facts. */
export const ENTITLEMENTS_SYSTEM = 'entitlements';

export interface EntitlementOptions {
  readonly store: EntitlementStore;
  readonly clock: Clock;
  /** Gathers the facts of sales orders. */
  readonly salesOrders: Workflow;
  billedOrderOf(state: State): BilledOrder | null;
  policiesOf(entity: string, lots?: KnownLots): ReturnPolicies;
  /** What stands of the lots that were inspected, read before their goods are judged. */
  lotsOf(entity: string, question: CreditQuestion): Promise<KnownLots>;
}

/** Concurrent decisions: each holds a connection of the pool. */
const CONCURRENCY = 8;
/** Decisions per second: far more than any dock inspects. */
const PER_SECOND = 5_000;
/** Milliseconds: a decision takes a few, a lock that another holds no more. */
const TIMEOUT_MS = 10_000;

export function entitlements(options: EntitlementOptions): Connector {
  return {
    system: ENTITLEMENTS_SYSTEM,
    proof: { honoursKey: true, settleAfterMs: TIMEOUT_MS },
    budget: { concurrency: CONCURRENCY, perSecond: PER_SECOND, timeoutMs: TIMEOUT_MS },
    execute: (command) => execute(options, command),
    probe: (command) => probe(options, command),
    translate: () => ({ kind: 'rejected', reason: 'billed lines send no messages' }),
    statement: () => Promise.resolve([]),
  };
}

interface Question {
  readonly key: string;
  readonly salesOrder: string | undefined;
  /** Whether it asks about goods that came in place of goods of another order: that one's book decides. */
  readonly isAboutGoods: boolean;
  /** @param replaced set where the goods came in place of goods of the order */
  decide(
    order: BilledOrder,
    before: Entitlements,
    replaced?: Replaced,
  ): { readonly entitlements: Entitlements; readonly answer: Answer };
}

function questionOf(
  options: EntitlementOptions,
  command: OutboundCommand,
  lots?: KnownLots,
): Question | null {
  const { generation, entity } = command;
  const policies = options.policiesOf(entity, lots);
  if (command.type === COMMANDS.authorizeReturn.type) {
    const question = command.content as ReturnQuestion;
    return {
      key: returnKey(question),
      salesOrder: question.salesOrder,
      isAboutGoods: true,
      decide: (order, before, replaced) => {
        const first = replaced === undefined ? question : { ...question, salesOrder: replaced.firstOrder };
        return answerReturn(order, before, first, generation, policies, replaced);
      },
    };
  }
  if (command.type === COMMANDS.approveChargeCredit.type) {
    const question = command.content as ChargeQuestion;
    return {
      key: chargeKey(question),
      salesOrder: question.salesOrder,
      isAboutGoods: false,
      decide: (order, before) => answerCharge(order, before, question, generation),
    };
  }
  if (command.type !== COMMANDS.approveCredit.type) return null;
  const question = command.content as CreditQuestion;
  return {
    key: creditKey(question),
    salesOrder: question.salesOrder,
    isAboutGoods: false,
    decide: (order, before) => answerCredit(order, before, question, generation, policies),
  };
}

type Decided =
  | { readonly answer: Answer }
  | { readonly unknown: true }
  /** The book of another order decides: its goods were replaced by those that are asked about. */
  | { readonly replaced: Replaced };

async function execute(
  options: EntitlementOptions,
  command: OutboundCommand,
): Promise<ExecutionResult> {
  if (command.type === COMMANDS.reviewCredits.type) return review(options, command);
  let question: Question | null;
  try {
    const lots = await lotsFor(options, command);
    question = questionOf(options, command, lots);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', fault: 'unavailable', reason };
  }
  if (question?.salesOrder === undefined) {
    return {
      kind: 'failed',
      fault: 'malformed',
      reason: `billed lines do not know ${command.type}`,
    };
  }
  const { salesOrder } = question;
  let decided: Decided;
  try {
    decided = await decide(options, command, question, salesOrder);
    if ('replaced' in decided) {
      const { replaced } = decided;
      decided = await decide(options, command, question, replaced.firstOrder, replaced);
    }
  } catch (error) {
    // The commit may have come through although its answer did not.
    return { kind: 'in-doubt', reason: error instanceof Error ? error.message : String(error) };
  }
  if ('unknown' in decided) {
    const reason = `there is no sales order ${salesOrder}`;
    return { kind: 'refused', code: 'unknown-order', reason, facts: [] };
  }
  if ('replaced' in decided) throw new InvariantError(`${salesOrder} leads from order to order`);
  return { kind: 'done', facts: [factOf(options, command, decided.answer)] };
}

/** Says which approved credits stand no longer; nothing is kept of it: whoever asks again hears the same. */
async function review(
  { store, salesOrders, billedOrderOf, clock }: EntitlementOptions,
  { entity, content, key, generation }: OutboundCommand,
): Promise<ExecutionResult> {
  const { salesOrder } = content as { readonly salesOrder: string };
  try {
    const holders = await store.decide(entity, salesOrder, ({ text, facts }) => {
      const order = billedOrderOf(stateOf(salesOrders.definition, facts));
      return { keep: null, answer: order === null ? [] : lapsedApprovals(order, entitlementsOf(text)) };
    });
    const { type } = FACTS.creditApprovalLapsed;
    const facts = holders.map((holder, at): CanonicalFact => ({
      type,
      id: `${key}/${at}`,
      entity,
      occurredAt: clock.now(),
      causationId: key,
      content: lapsedContent(holder, salesOrder, generation),
    }));
    return { kind: 'done', facts };
  } catch (error) {
    return { kind: 'in-doubt', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Decides under the lock of one order's book, or says whose book it is. */
function decide(
  { store, salesOrders, billedOrderOf }: EntitlementOptions,
  { entity, generation }: OutboundCommand,
  question: Question,
  salesOrder: string,
  replaced?: Replaced,
): Promise<Decided> {
  return store.decide<Decided>(entity, salesOrder, ({ text, facts }) => {
    const before = entitlementsOf(text);
    const known = before.answers.get(question.key);
    if (known !== undefined && known.generation >= generation) {
      return { keep: null, answer: { answer: known } };
    }
    const order = billedOrderOf(stateOf(salesOrders.definition, facts));
    if (order === null) return { keep: null, answer: { unknown: true } };
    const isFirst = replaced === undefined && known === undefined && question.isAboutGoods;
    const elsewhere = isFirst ? replacedBy(salesOrder, order) : null;
    if (elsewhere !== null) return { keep: null, answer: { replaced: elsewhere } };
    const { entitlements: after, answer } = question.decide(order, before, replaced);
    return { keep: textOf(after), answer: { answer } };
  });
}

const lotsFor = async (
  options: EntitlementOptions,
  { type, entity, content }: OutboundCommand,
): Promise<KnownLots | undefined> =>
  type === COMMANDS.approveCredit.type
    ? options.lotsOf(entity, content as CreditQuestion)
    : undefined;

async function probe(options: EntitlementOptions, command: OutboundCommand): Promise<ProbeResult> {
  const question = questionOf(options, command);
  if (question?.salesOrder === undefined) return { kind: 'absent' };
  try {
    const answer = await keptAnswer(options, command.entity, question, question.salesOrder);
    if (answer === undefined || answer.generation < command.generation) return { kind: 'absent' };
    return { kind: 'applied', facts: [factOf(options, command, answer)] };
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The answer as it is kept: in the order's book, or in that of the order whose goods its own replaced. */
async function keptAnswer(
  { store, salesOrders, billedOrderOf }: EntitlementOptions,
  entity: string,
  question: Question,
  salesOrder: string,
): Promise<Answer | undefined> {
  const own = entitlementsOf(await store.read(entity, salesOrder)).answers.get(question.key);
  if (own !== undefined || !question.isAboutGoods) return own;
  const first = await store.decide<string | undefined>(entity, salesOrder, ({ facts }) => ({
    keep: null,
    answer: billedOrderOf(stateOf(salesOrders.definition, facts))?.replaces?.salesOrder,
  }));
  if (first === undefined) return undefined;
  return entitlementsOf(await store.read(entity, first)).answers.get(question.key);
}

/** The answer as a fact: of a generation that was asked again, word for word what it was. */
function factOf(
  { clock }: EntitlementOptions,
  command: OutboundCommand,
  answer: Answer,
): CanonicalFact {
  return {
    type: answer.type,
    id: `${command.instance}/${command.id}#${answer.decision}`,
    entity: command.entity,
    occurredAt: clock.now(),
    causationId: command.key,
    content: factTypeOf(answer.type)!.read(answer.text),
  };
}
