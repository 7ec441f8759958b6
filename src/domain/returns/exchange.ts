/** Other items that customers buy in place of what they give back: at which price, and when they are sent. */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { lineNetPrice } from '../../kernel/money.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';
import type { PolicyStamp } from '../policy/decision.ts';
import type { Answer, AskedReturnLine, ReturnPolicies, ReturnQuestion } from './answers.ts';
import type { BilledLine, BilledOrder, Held } from './entitlement.ts';

type Authorized = ContentOfFact<typeof FACTS.returnAuthorized>;
export type ExchangeWanted = NonNullable<AskedReturnLine['exchange']>;

/** Terms on which another item is sold in place of returned goods. */
export interface ExchangeTerms {
  /** `null`: nobody knows one. */
  readonly unitPrice: UnitPrice | null;
  readonly inAdvance: boolean;
  readonly code: string;
  readonly policy: PolicyStamp;
}

/** Other items that are sold in place of what comes back; a price that was told stays. */
export function exchangesOf(
  last: Answer | undefined,
  question: ReturnQuestion,
  held: readonly (Held & { readonly from: BilledLine })[],
  { customer, currency }: BilledOrder,
  policies: ReturnPolicies,
): Pick<Authorized, 'exchanges'> {
  const told =
    last?.type === FACTS.returnAuthorized.type
      ? (FACTS.returnAuthorized.read(last.text) as Authorized).exchanges
      : undefined;
  const exchanges = question.lines.flatMap((line): NonNullable<Authorized['exchanges']> => {
    const wanted = line.exchange;
    const from = held.find((row) => row.line === line.line)?.from;
    if (wanted === undefined || from === undefined) return [];
    const known = told?.find((row) => row.line === line.line && isSameWish(row.asked, wanted));
    if (known !== undefined) return [known];
    const billedPrice = lineNetPrice({ amountMinor: from.amounts.netMinor, currency }, from.quantity);
    const { unitPrice, ...terms } = policies.exchange({ line, wanted, from, billedPrice, customer });
    return [{ line: line.line, asked: wanted, ...(unitPrice === null ? {} : { unitPrice }), ...terms }];
  });
  return exchanges.length === 0 ? {} : { exchanges };
}

const isSameWish = (one: ExchangeWanted, other: ExchangeWanted): boolean =>
  one.item === other.item && one.quantity === other.quantity && one.unitPrice === other.unitPrice;
