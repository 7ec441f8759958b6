/** What the decision tables say of returns, as the owner of the billed lines asks them. */
import type { CreditPart, ReturnPolicies } from '../../domain/returns/answers.ts';
import type { Eligibility } from '../../domain/returns/entitlement.ts';
import type { PolicyValue } from '../../domain/policy/decision.ts';
import { DAY_MS, type Instant } from '../../kernel/instant.ts';
import { formatMoney, type RoundingRule } from '../../kernel/money.ts';
import type { PolicyBook } from '../ports/policy-book.ts';

/** What was agreed about returns beside the decision tables. */
export interface ReturnTerms {
  /** Days within which a customer's agreement takes goods back. */
  returnDaysOf(customer: string): number;
  /** Days of warranty of an item; 0: none. */
  warrantyDaysOf(item: string): number;
  /** Quality must release the item before it is sold again. */
  isRegulated(item: string): boolean;
}

/** State of a lot, as the tables know it. */
export type LotStatus = 'released' | 'held' | 'recalled' | 'expired' | 'unknown' | 'not-tracked';

/** What is known of a lot: goods of an unknown lot wait for quality. */
export type LotStatusOf = (item: string, lot: string | undefined) => LotStatus;

/** Without a book of lots: what bears a lot number waits until somebody says what it is. */
export const LOTS_UNKNOWN: LotStatusOf = (_, lot) =>
  lot === undefined ? 'not-tracked' : 'unknown';

export function returnPolicies(
  book: PolicyBook,
  terms: ReturnTerms,
  rounding: RoundingRule,
  lotStatusOf: LotStatusOf = LOTS_UNKNOWN,
): ReturnPolicies {
  return {
    rounding,
    eligibility({ line, from, question, net }) {
      const { outputs, stamp } = book.decide('return-eligibility', {
        sold: true,
        quantityLeft: true,
        invoiceReconciled: from.reconciled,
        reason: line.reason,
        condition: line.use,
        daysSinceDelivery: daysBetween(from.deliveredAt, question.requestedAt),
        returnDays: terms.returnDaysOf(question.customer),
        warrantyDays: terms.warrantyDaysOf(line.item),
        regulated: terms.isRegulated(line.item),
        amount: formatMoney(net),
      });
      return {
        verdict: word(outputs['verdict']),
        code: word(outputs['code']),
        settlement: word(outputs['settlement']),
        feeBasisPoints: Number(outputs['restockingFeeBasisPoints']),
        freightBack: word(outputs['freightBack']),
        reviewRole: word(outputs['reviewRole']),
        policy: stamp,
      } as Eligibility;
    },
    disposition(part) {
      const { outputs, stamp } = book.decide('return-disposition', {
        rightItem: part.line !== undefined,
        condition: part.found.grade,
        faultOf: part.found.faultOf,
        lotStatus: lotStatusOf(part.item, part.lot),
        chainUnbroken: part.found.chainUnbroken,
        enoughLife: true,
        regulated: terms.isRegulated(part.item),
        repairable: part.found.repairable,
      });
      return { to: word(outputs['disposition']) as never, policy: stamp };
    },
    creditShare(part: CreditPart, settlement) {
      const { outputs, stamp } = book.decide('return-credit', {
        settlement,
        condition: part.found?.grade ?? 'not-inspected',
        faultOf: part.found?.faultOf ?? 'unknown',
      });
      return { basisPoints: Number(outputs['creditBasisPoints']), policy: stamp };
    },
  };
}

const word = (value: PolicyValue | undefined): string => String(value);

/** Whole days, none where the request came before the goods. */
const daysBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.floor((to - from) / DAY_MS));
