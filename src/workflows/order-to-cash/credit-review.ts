/** The owner of the billed lines is told that they changed without it: by hand, or by being billed anew. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { adjustmentsOf } from './equations.ts';
import type { Ground } from './ground.ts';
import { successions } from './succession.ts';

const NOTHING: readonly Wanted[] = [];

export function creditReview({ view, policy }: Ground): readonly Wanted[] {
  const { entitlements } = policy.systems;
  if (entitlements === undefined) return NOTHING;
  const byHand = adjustmentsOf(view).filter((one) => one.byHand === true);
  const anew = successions(view.state).map(([before, after]) => `${before.invoice}>${after.invoice}`);
  if (byHand.length + anew.length === 0) return NOTHING;
  const of = fingerprint([...byHand.map(({ adjustment }) => adjustment), ...anew].toSorted().join('|'));
  const { salesOrder } = view.order.value;
  return [
    {
      id: 'review-credits',
      type: COMMANDS.reviewCredits.type,
      system: entitlements,
      fingerprint: of,
      gates: [],
      content: () => ({ salesOrder, of }),
    },
  ];
}
