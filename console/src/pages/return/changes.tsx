/** What people change of a return: it is stated anew, or called off. */
import { api } from '../../api/request.ts';
import type { ReturnRecord } from '../../api/types.ts';
import { Act, Way } from '../../parts/act.tsx';
import { pathOfReturn } from '../../shell/link.tsx';

/** While the customer still has goods that he asked to give back, or was told that he may not. */
const AMENDABLE = new Set(['requested', 'unmatched', 'in-review', 'refused', 'authorized', 'part-received']);

export function Changes({ record }: { record: ReturnRecord }) {
  const { rma, entity, lifecycle } = record;
  if (record.requestedAt === null || !AMENDABLE.has(lifecycle)) return null;
  return (
    <>
      <Way to={`${pathOfReturn(rma)}/amendment`} operation="amendReturn">
        Amend
      </Way>
      {lifecycle === 'refused' ? null : (
        <Act
          label="Call it off"
          title={`Call ${rma} off`}
          operation="cancelReturn"
          explain={
            'What has not arrived is not awaited any more. What was received is inspected and credited all ' +
            'the same.'
          }
          does={(reason) =>
            api.POST('/v1/returns/{rma}/cancellation', {
              params: { path: { rma }, header: { 'Idempotency-Key': crypto.randomUUID() } },
              body: { entity, reason },
            })
          }
          size=""
          isDanger
        />
      )}
    </>
  );
}
