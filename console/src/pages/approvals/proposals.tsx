/** Changes that take two people: what somebody asked for, and whether another person agrees. */
import { useState } from 'react';
import { useRead } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import type { ApprovedProposal, Proposal } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Icon } from '../../parts/icon.tsx';
import { StatusShape } from '../../parts/status.tsx';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { To } from '../../shell/link.tsx';
import { counted, moment } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';

/** `mapCode` as `Map code`. */
const operationName = (operation: string): string =>
  title(operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

export function Proposals() {
  const found = useRead('/v1/proposals', { query: { state: 'open', limit: 100 } });
  const [outcome, tell] = useState<Outcome | null>(null);
  return (
    <Card
      title="Changes that wait for a second person"
      aside={found.data === undefined ? '' : counted(found.data.items.length, 'change')}
    >
      {outcome === null ? null : (
        <p className="note" role="status">
          <StatusShape name={outcome.isDone ? 'done' : 'refused'} />
          <span>{outcome.text}</span>
        </p>
      )}
      <Loaded query={found} what="The changes">
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Empty title="No change waits.">
                Whoever asks for a change of a code, a policy or a replay may not approve it.
              </Empty>
            ) : null}
            <ul className="list">
              {items.map((proposal) => (
                <Row key={proposal.id} proposal={proposal} tell={tell} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  );
}

interface Outcome {
  readonly isDone: boolean;
  readonly text: string;
}

/** What carrying it out came to: what was agreed to may be refused all the same, by then. */
function outcomeOf(id: string, { proposal, answer }: ApprovedProposal): Outcome {
  const isDone = (proposal.answerStatus ?? 0) < 400;
  const { detail } = (answer ?? {}) as { readonly detail?: string };
  const refused = `${id} was agreed to, and not carried out: ${detail ?? '?'}`;
  return { isDone, text: isDone ? `${id} is carried out.` : refused };
}

/** What would happen, said for what is asked for most gravely. */
function Meaning({ operation, body }: Pick<Proposal, 'operation' | 'body'>) {
  if (operation !== 'erasePersonalData') return null;
  const { entity, customer } = body as { readonly entity: string; readonly customer: string };
  const about = `entity=${encodeURIComponent(entity)}&customer=${encodeURIComponent(customer)}`;
  return (
    <p className="sub">
      What tells of {customer} of {entity} becomes unreadable for good.{' '}
      <To to={`/audit?view=erasures&${about}`}>See what that is</To>
    </p>
  );
}

interface RowProps {
  readonly proposal: Proposal;
  readonly tell: (outcome: Outcome | null) => void;
}

function Row({ proposal, tell }: RowProps) {
  const now = useNow();
  const { id, operation, madeBy, madeAt, reason, body, params } = proposal;
  const path = { path: { proposal: id } };
  return (
    <li>
      <Icon name="approvals" />
      <details>
        <summary>
          <b className="b">{operationName(operation)}</b>{' '}
          <span className="t2">
            asked by {madeBy}, {moment(madeAt, now)}
            {reason === null ? '' : `: ${plain(reason)}`}
          </span>
        </summary>
        <Meaning operation={operation} body={body} />
        <pre className="raw" tabIndex={0} aria-label="What would be sent">
          {JSON.stringify({ ...(params as object), ...(body as object) }, null, 1)}
        </pre>
      </details>
      <span className="m tabs">
        <Act
          label="Approve"
          title={`Approve ${id}`}
          operation="approveProposal"
          explain="It is carried out at once, exactly as it was asked for."
          does={(why) =>
            api.POST('/v1/proposals/{proposal}/approval', { params: path, body: { reason: why } })
          }
          done={(answer) => tell(outcomeOf(id, answer as ApprovedProposal))}
          isMain
        />
        <Act
          label="Refuse"
          title={`Refuse ${id}`}
          operation="refuseProposal"
          explain="Nothing happens; it may be asked for anew."
          does={(why) =>
            api.POST('/v1/proposals/{proposal}/refusal', { params: path, body: { reason: why } })
          }
          done={() => tell({ isDone: true, text: `${id} is refused; nothing was changed.` })}
          isDanger
        />
      </span>
    </li>
  );
}
