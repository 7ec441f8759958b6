/** Changes that take two people: what somebody asked for, and whether another person agrees. */
import { useRead } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import type { Proposal } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { counted, moment } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';

/** `mapCode` as `Map code`. */
const operationName = (operation: string): string =>
  title(operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

export function Proposals() {
  const found = useRead('/v1/proposals', { query: { state: 'open', limit: 100 } });
  return (
    <Card
      title="Changes that wait for a second person"
      aside={found.data === undefined ? '' : counted(found.data.items.length, 'change')}
    >
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
                <Row key={proposal.id} proposal={proposal} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Row({ proposal }: { proposal: Proposal }) {
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
          isDanger
        />
      </span>
    </li>
  );
}
