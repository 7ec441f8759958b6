/** What of an order may come back, asked of the server before anybody asks for it, and said in words. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { dataOf } from '../../../../src/client/client.ts';
import { api } from '../../api/request.ts';
import type { ReturnEligibility } from '../../api/types.ts';
import { Status, type StatusName } from '../../parts/status.tsx';
import { money, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';
import type { EligibleLine, Reason, Use } from './draft.ts';

export interface Inquiry {
  readonly entity: string;
  readonly customer: string;
  readonly salesOrder: string;
}

/** The server's answer for goods that come back for a reason; nothing is held because of the question. */
export const useEligibility = (
  inquiry: Inquiry,
  reason: Reason,
  use: Use,
): UseQueryResult<ReturnEligibility> =>
  useQuery({
    queryKey: ['/v1/return-eligibility', { ...inquiry, reason, use }],
    queryFn: ({ signal }) =>
      dataOf(api.POST('/v1/return-eligibility', { body: { ...inquiry, reason, use }, signal })),
    enabled: inquiry.salesOrder !== '',
    placeholderData: (before) => before,
  });

const VERDICTS: Readonly<Record<EligibleLine['verdict'], readonly [StatusName, string]>> = {
  authorize: ['cleared', 'may come back'],
  review: ['waiting', 'somebody looks at it first'],
  refuse: ['refused', 'may not come back'],
};

/** Why, as the shipped decision table names it; another code is said as it is. */
const CODES: Readonly<Record<string, string>> = {
  'never-sold': 'it was not sold to this customer',
  'nothing-left-to-return': 'nothing of it is left to return',
  'invoice-not-reconciled': 'its invoice is not clear yet',
  recalled: 'its lot is recalled',
  regulated: 'quality releases such goods',
  'not-worth-the-way': 'it is not worth the way back',
  'kept-for-less': 'the customer keeps it for less',
  'credited-in-advance': 'credited in advance, as agreed',
  replaced: 'it is replaced',
  'reported-in-time': 'reported in time',
  'in-warranty': 'within its warranty',
  expired: 'it expired at the customer',
  'within-agreement': 'within the agreed days',
  'too-late': 'the agreed days are over',
  'no-rule': 'no rule covers it',
};

const SETTLEMENTS: Readonly<Record<string, string>> = {
  'credit-after-inspection': 'credited once it was inspected',
  'advance-credit': 'credited before it is back',
  'keep-with-allowance': 'credited in part, and kept',
  'no-return-needed': 'credited without the goods',
  replacement: 'replaced',
};

/** One invoice of a line: how much of it may come back, why, and on which terms. */
export function Verdict({ line }: { line: EligibleLine }) {
  const { verdict, code, invoice, returnable, value, settlement, feeBasisPoints, policy } = line;
  const [status, said] = VERDICTS[verdict];
  const terms = [
    SETTLEMENTS[settlement] ?? plain(settlement),
    ...(feeBasisPoints === 0 ? [] : [`${number(feeBasisPoints / 100)} % is kept`]),
    ...(value === null ? [] : [`worth ${money(value)}`]),
  ];
  return (
    <span
      style={{ display: 'block' }}
      title={policy === null ? undefined : `${plain(policy.table)} v${policy.version}, row ${policy.row}`}
    >
      <Status name={status}>
        {verdict === 'refuse' ? '' : `${number(returnable)} `}
        {said}
      </Status>
      <span className="sub">
        {invoice}: {CODES[code] ?? plain(code)}
        {verdict === 'refuse' ? '' : `; ${terms.join(', ')}`}
      </span>
    </span>
  );
}
