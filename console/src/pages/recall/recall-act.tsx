/** The recall in earnest: it is named, and says why. */
import { useState } from 'react';
import { api } from '../../api/request.ts';
import type { RecallPlan } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { counted } from '../../words/format.ts';
import { openItems } from './plan.ts';

export function Recall({ plan: { lot, ...plan }, item }: { plan: RecallPlan; item: string | null }) {
  const [recall, name] = useState(`RC-${lot}`);
  const items = openItems({ lot, ...plan });
  const [only] = items;
  if (only === undefined) return null;
  const where = items.length === 1 ? only.item : counted(items.length, 'item');
  return (
    <Act
      label={`Recall lot ${lot}`}
      title={`Recall lot ${lot} of ${where}`}
      operation="declareRecall"
      isMain
      size=""
      explain={
        'It is held wherever it lies, and whatever is promised of it is taken back at once. ' +
        'Credits stay drafts: each goes the way of every credit.'
      }
      isReady={recall.trim() !== ''}
      does={(reason) =>
        api.POST('/v1/recalls', {
          body: { lot, recall: recall.trim(), reason, ...(item === null ? {} : { item }) },
        })
      }
    >
      <label className="fld">
        Name of the recall
        <input required maxLength={64} value={recall} onChange={(event) => name(event.target.value)} />
      </label>
    </Act>
  );
}
