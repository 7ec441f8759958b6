/** What is known of one claim, worked out once for everything that is judged of it. */
import type { PolicyValues } from '../../domain/policy/decision.ts';
import type { Scope } from '../../engine/definition.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { epochDayOf, type LocalDate } from '../../kernel/instant.ts';
import { formatAmount, lineTotal, type Money } from '../../kernel/money.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { SUPPLIER_CLAIM } from '../../canonical/claim.ts';
import { askPolicy, type AskedPolicy } from '../policy-questions/question.ts';
import type { SupplierRecoveryPolicy } from './policy.ts';
import { R, type Answered, type Reported, type Traced } from './registers.ts';

/** Id of the case in which a person decides whether to claim. */
export const REVIEW = 'recovery-review';
/** Ids of the deadlines. */
export const DEADLINES = {
  warning: 'claim-warning',
  last: 'claim-deadline',
  answer: 'supplier-answer',
  settlement: 'supplier-settlement',
} as const;

export interface ClaimView {
  readonly state: State;
  readonly scope: Scope;
  readonly policy: SupplierRecoveryPolicy;
  readonly reported: Reported;
  /** Name of the fact that reports it. */
  readonly fact: string;
  /** Two inspections of one version contradict each other. */
  readonly disputed: boolean;
  /** Fingerprint of the question where the goods were bought. */
  readonly traceMark: string;
  /** The answer to it; `undefined`: none yet. */
  readonly traced: Traced | undefined;
  /** Cost of the goods by their purchase; `null` while it is not known. */
  readonly cost: Money | null;
  /** Question to the recovery policy; `null` while the purchase is being traced. */
  readonly asked: AskedPolicy | null;
  /** What becomes of it, and why: by policy, or by the person who reviewed it. */
  readonly verdict: { readonly what: 'claim' | 'no-claim' | 'review' | 'unknown'; readonly code: string };
  readonly returnGoods: boolean;
  /** What a person decided in the review, with its number. */
  readonly reviewed: { readonly verdict: string; readonly number: number; readonly reason: string } | null;
  /** The deadline passed while nothing was filed. */
  readonly expired: boolean;
  readonly answered: Answered | undefined;
  /** What the supplier credited or paid. */
  readonly settledMinor: bigint;
}

export function claimViewOf(state: State, scope: Scope, policy: SupplierRecoveryPolicy): ClaimView | null {
  const known = register(state, R.reported, scope.businessId);
  if (known === undefined) return null;
  const [{ value: reported, fact }] = known.contents;
  const reviewed = reviewOf(state);
  const traceMark = traceMarkOf(reported, reviewed);
  const traced = register(state, R.traced, scope.businessId)?.contents[0].value;
  const current = traced?.of === traceMark ? traced : undefined;
  const cost = costOf(reported, current, policy);
  const isFiled = register(state, R.filed, scope.businessId) !== undefined;
  const expired = !isFiled && hasPassed(state, DEADLINES.last);
  const base = { state, scope, policy, reported, fact, traceMark, cost, expired };
  const asked =
    current === undefined
      ? null
      : askPolicy(state, R.policy, { workflow: SUPPLIER_CLAIM, number: scope.businessId }, {
          decision: 'recovery',
          table: 'supplier-recovery',
          inputs: inputsOf(reported, current, cost, expired, zoneOf(policy, scope)),
        });
  return {
    ...base,
    disputed: known.contents.length > 1,
    traced: current,
    asked,
    reviewed,
    verdict: verdictOf(asked, reviewed, current),
    returnGoods: asked?.answer?.outputs['returnGoods'] === true,
    answered: register(state, R.answered, scope.businessId)?.contents[0].value,
    settledMinor: registers(state, R.settled).reduce(
      (sum, { contents }) => sum + contents[0].value.amount.amountMinor,
      0n,
    ),
  };
}

export const zoneOf = (policy: SupplierRecoveryPolicy, { entity }: Scope): string =>
  policy.zones.get(entity) ?? 'UTC';

export const hasPassed = (state: State, deadline: string): boolean =>
  registers(state, R.passed).some(({ contents: [{ value }] }) => value.deadline === deadline);

function reviewOf(state: State): ClaimView['reviewed'] {
  const known = register(state, R.decided, REVIEW);
  if (known === undefined) return null;
  const [{ value }] = known.contents;
  return { verdict: value.verdict, number: known.version, reason: value.reason };
}

/** Changes when other goods are meant, and when a person has it asked again. */
function traceMarkOf({ item, lot = '', site }: Reported, reviewed: ClaimView['reviewed']): string {
  const again = reviewed?.verdict === 'retry' ? `#${reviewed.number}` : '';
  return fingerprint([item, lot, site, again].join('|'));
}

function costOf(
  reported: Reported,
  traced: Traced | undefined,
  policy: SupplierRecoveryPolicy,
): Money | null {
  if (traced?.purchase === undefined) return null;
  const { unitCost, currency } = traced.purchase;
  return { amountMinor: lineTotal(reported.quantity, unitCost, currency, policy.rounding), currency };
}

function inputsOf(
  { faultOf, grade, foundAt }: Reported,
  { purchase, terms }: Traced,
  cost: Money | null,
  expired: boolean,
  zone: string,
): PolicyValues {
  const found = localDateIn(zone, foundAt);
  return {
    faultOf,
    supplierKnown: purchase !== undefined,
    termsKnown: terms !== undefined,
    covered: terms?.covers.includes(grade as (typeof terms.covers)[number]) === true,
    daysLeft: terms === undefined || expired ? -1 : daysBetween(found, terms.claimBy),
    amount: cost === null ? '0' : formatAmount(cost.amountMinor, cost.currency),
  };
}

const daysBetween = (from: LocalDate, to: LocalDate): number => epochDayOf(to) - epochDayOf(from);

function verdictOf(
  asked: AskedPolicy | null,
  reviewed: ClaimView['reviewed'],
  traced: Traced | undefined,
): ClaimView['verdict'] {
  const answer = asked?.answer ?? null;
  if (answer === null) return { what: 'unknown', code: 'not-asked' };
  const code = String(answer.outputs['code']);
  const what = answer.outputs['verdict'] as 'claim' | 'no-claim' | 'review';
  if (what !== 'review' || reviewed === null) return { what, code };
  if (reviewed.verdict === 'reject' || reviewed.verdict === 'waive') {
    return { what: 'no-claim', code: reviewed.reason };
  }
  // Nobody can be asked for money whom nobody knows.
  const isKnown = traced?.purchase !== undefined;
  return reviewed.verdict === 'accept' && isKnown ? { what: 'claim', code: 'reviewed' } : { what, code };
}

/** What goods are meant, in words. */
export const goodsOf = ({ quantity, item, lot, rma }: Reported): string =>
  `${formatQuantity(quantity)} of ${item}${lot === undefined ? '' : ` (lot ${lot})`} from return ${rma}`;
