/** What the decision tables say of returns, as the owner of the billed lines asks them. */
import type { CreditPart, Disposition, ReturnPolicies } from '../../domain/returns/answers.ts';
import { restockFault, type RestockFault } from '../../domain/inventory/restock.ts';
import { unstatedLot, type LotTerms } from '../../domain/inventory/shelf-life.ts';
import type { Eligibility } from '../../domain/returns/entitlement.ts';
import type { PolicyValue } from '../../domain/policy/decision.ts';
import { DAY_MS, type Instant, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type RoundingRule } from '../../kernel/money.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';
import type { PolicyBook } from '../ports/policy-book.ts';

/** What can be agreed with a customer about returns. */
export const RETURN_AGREEMENTS = [
  'standard',
  'advance-credit',
  'keep-with-allowance',
  'no-return-needed',
  'advance-replacement',
] as const;

export type ReturnAgreement = (typeof RETURN_AGREEMENTS)[number];

/** What was agreed about returns beside the decision tables. */
export interface ReturnTerms {
  /** Days within which a customer's agreement takes goods back. */
  returnDaysOf(customer: string): number;
  /** Days of warranty of an item; 0: none. */
  warrantyDaysOf(item: string): number;
  /** How returns of the customer are made good, where something else than the usual was agreed. */
  agreementOf(customer: string): ReturnAgreement;
  /** What an item costs that nobody has quoted or agreed on a price for; undefined: nobody knows. */
  listPriceOf(item: string): UnitPrice | undefined;
  /** Quality must release the item before it is sold again. */
  isRegulated(item: string): boolean;
}

/** What is known of lots at the moment of a decision. */
export interface KnownLots {
  /** The day at the site that has the goods. */
  readonly today: LocalDate;
  /** What stands of a lot; one that nobody stated is a lot all the same. */
  termsOf(item: string, lot: string): LotTerms;
  /** Days of life that an item must have left for a customer. */
  lifeDaysOf(item: string, customer: string): number;
}

/** Where no inspected goods are judged: what bears a lot number is not known. */
export const NO_LOTS: KnownLots = {
  today: '1970-01-01' as LocalDate,
  termsOf: (_, lot) => unstatedLot(lot),
  lifeDaysOf: () => 0,
};

type LotStatus = 'released' | 'held' | 'recalled' | 'expired' | 'unknown' | 'not-tracked';

/** State of a lot, as the tables know it. Of goods that are not ours nobody knows anything. */
const STATUS_OF: Readonly<Record<Exclude<RestockFault, 'chain-broken'>, LotStatus>> = {
  'not-ours': 'unknown',
  unstated: 'unknown',
  disputed: 'held',
  held: 'held',
  rejected: 'held',
  unreleased: 'held',
  recalled: 'recalled',
  expired: 'expired',
  'short-dated': 'released',
};

export function returnPolicies(
  book: PolicyBook,
  terms: ReturnTerms,
  rounding: RoundingRule,
  lots: KnownLots = NO_LOTS,
): ReturnPolicies {
  return {
    rounding,
    eligibility({ line, from, question, net, isReplaced }) {
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
        // Who wants another item is credited for what he gives back, and buys the other one.
        wish: line.exchange === undefined ? (question.resolution ?? 'credit') : 'exchange',
        replaced: isReplaced,
        refunded: line.refunded ?? 'none',
        agreement: terms.agreementOf(question.customer),
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
    exchange({ line, wanted, from, billedPrice, customer }) {
      const listed = terms.listPriceOf(wanted.item);
      const { outputs, stamp } = book.decide('exchange-price', {
        reason: line.reason,
        returned: from.item,
        wanted: wanted.item,
        agreement: terms.agreementOf(customer),
        quoted: wanted.unitPrice !== undefined,
        listed: listed !== undefined,
      });
      const prices: Readonly<Record<string, UnitPrice | undefined>> = {
        quoted: wanted.unitPrice,
        listed,
        'as-billed': billedPrice,
      };
      return {
        unitPrice: prices[word(outputs['price'])] ?? null,
        inAdvance: outputs['sent'] === 'in-advance',
        code: word(outputs['code']),
        policy: stamp,
      };
    },
    disposition({ line, item, lot, quantity, found }, { customer, outstanding }) {
      const released = found.qualityReleased === true;
      // Quality attests what the inspector could not: how the goods were kept.
      const chainUnbroken = found.chainUnbroken || released;
      const known = lot === undefined ? null : lots.termsOf(item, lot);
      const lifeDays = lots.lifeDaysOf(item, customer);
      const goods = { lot: known, quantity, outstanding, chainUnbroken: true };
      const fault = restockFault(goods, lots.today, lifeDays);
      const { outputs, stamp } = book.decide('return-disposition', {
        rightItem: line !== undefined,
        condition: found.grade,
        faultOf: found.faultOf,
        lotStatus: lotStatus(fault, lot),
        chainUnbroken,
        enoughLife: fault !== 'short-dated',
        regulated: terms.isRegulated(item) && !released,
        repairable: found.repairable,
      });
      const to = word(outputs['disposition']);
      const inTheWay = chainUnbroken ? fault : (fault ?? 'chain-broken');
      // No row of a table sells what the one rule of shelf life forbids: it waits for quality.
      const isKept = to === 'restock' && inTheWay !== null;
      return {
        to: (isKept ? 'quarantine' : to) as Disposition['to'],
        qualityRelease: isKept || outputs['qualityRelease'] === true,
        restockFault: inTheWay,
        policy: stamp,
      };
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

const lotStatus = (fault: RestockFault | null, lot: string | undefined): LotStatus => {
  if (fault !== null && fault !== 'chain-broken') return STATUS_OF[fault];
  return lot === undefined ? 'not-tracked' : 'released';
};

const word = (value: PolicyValue | undefined): string => String(value);

/** Whole days, none where the request came before the goods. */
const daysBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.floor((to - from) / DAY_MS));
