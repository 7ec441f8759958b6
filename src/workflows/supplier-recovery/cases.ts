import type { ExceptionCase } from '../../engine/judgement.ts';
import { register } from '../../engine/state.ts';
import { decisionsIn } from '../decisions.ts';
import { DEADLINES, goodsOf, hasPassed, REVIEW, type ClaimView } from './claim-view.ts';
import { R } from './registers.ts';

const ROLE = 'procurement';

/** What needs somebody of procurement. */
export function claimCases(view: ClaimView): readonly ExceptionCase[] {
  const decided = decisionsIn(view.state, R.decided);
  return [...review(view), ...expiry(view), ...contradiction(view), ...silence(view)].filter(
    ({ id }) => decided.get(id) !== 'accept' || id === REVIEW,
  );
}

function review(view: ClaimView): readonly ExceptionCase[] {
  const { verdict, reported, cost } = view;
  if (verdict.what !== 'review') return [];
  return [
    {
      id: REVIEW,
      kind: REVIEW,
      text: `Nobody may claim ${goodsOf(reported)} by rule: ${verdict.code}`,
      role: ROLE,
      exposure: cost,
      playbook:
        'Accept: it is claimed, if its supplier is known. Reject: it is not, and the reason stays with it. ' +
        'Retry, once purchasing knows the delivery: it is traced again.',
    },
  ];
}

/** Money that is still to be had, and soon is not. */
function expiry(view: ClaimView): readonly ExceptionCase[] {
  const { state, scope, reported, cost, traced, expired, verdict } = view;
  if (register(state, R.filed, scope.businessId) !== undefined || traced?.terms === undefined) return [];
  const { claimBy } = traced.terms;
  if (expired) {
    return [
      {
        id: `claim-expired:${claimBy}`,
        kind: 'claim-expired',
        text: `The claim of ${goodsOf(reported)} was not filed by ${claimBy}`,
        role: ROLE,
        exposure: cost,
        playbook: 'Ask the supplier for goodwill, or accept the loss.',
      },
    ];
  }
  if (verdict.what === 'no-claim' || !hasPassed(state, DEADLINES.warning)) return [];
  return [
    {
      id: `claim-expiring:${claimBy}`,
      kind: 'claim-expiring',
      text: `The claim of ${goodsOf(reported)} must be filed by ${claimBy}`,
      role: ROLE,
      exposure: cost,
      playbook: 'Decide its other open cases, which stand beside it under Cases; or file the claim by hand.',
    },
  ];
}

function contradiction({ disputed, reported, cost }: ClaimView): readonly ExceptionCase[] {
  if (!disputed) return [];
  return [
    {
      id: `inspection-contradicted:${reported.inspection}`,
      kind: 'inspection-contradicted',
      text: `Inspection ${reported.inspection} is stated in two ways: nothing is claimed before`,
      role: 'quality',
      exposure: cost,
      playbook: 'Have the inspection restated with a higher version.',
    },
  ];
}

/** A supplier who does not answer, or does not settle. */
function silence(view: ClaimView): readonly ExceptionCase[] {
  const { state, scope, reported, answered, settledMinor, cost } = view;
  const filed = register(state, R.filed, scope.businessId)?.contents[0].value;
  if (filed === undefined) return [];
  const isUnanswered = answered === undefined && hasPassed(state, DEADLINES.answer);
  const isUnsettled =
    answered !== undefined &&
    settledMinor < answered.amount.amountMinor &&
    hasPassed(state, DEADLINES.settlement);
  if (!isUnanswered && !isUnsettled) return [];
  const kind = isUnanswered ? 'supplier-silent' : 'settlement-late';
  const what = isUnanswered ? 'has not answered' : 'has not settled';
  return [
    {
      id: kind,
      kind,
      text: `${filed.supplier} ${what} claim ${filed.supplierClaim} for ${goodsOf(reported)}`,
      role: ROLE,
      exposure: answered?.amount ?? cost,
      playbook: 'Remind him; his answer closes the case.',
    },
  ];
}
