/** Whose a case is, and what people said about it. */
import { useState } from 'react';
import { useRead } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import type { CaseDetail } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Card, Loaded } from '../../parts/surface.tsx';
import { moment, money } from '../../words/format.ts';
import { roleName } from '../../words/names.ts';
import { AttachButton, CaseFiles } from './case-files.tsx';
import { InstanceLink } from '../../shell/link.tsx';

export function CasePeople({ id, more }: { id: string; more: number }) {
  const found = useRead('/v1/cases/{case}', { path: { case: id } });
  const comments = useRead('/v1/cases/{case}/comments', { path: { case: id } });
  const now = useNow();
  return (
    <Card title={`Case ${id}`} aside={more > 0 ? `the largest of ${more + 1}` : undefined}>
      <Loaded query={found} what="The case">
        {(data) => (
          <>
            <dl className="kv pad">
              <dt>About</dt>
              <dd>
                <InstanceLink instance={data.instance} />
              </dd>
              <dt>Queue</dt>
              <dd>{roleName(data.role)}</dd>
              <dt>Assigned to</dt>
              <dd>{data.assignee ?? 'nobody'}</dd>
              <dt>At stake</dt>
              <dd>{data.exposure === null ? '–' : money(data.exposure)}</dd>
              <dt>Open since</dt>
              <dd>{moment(data.openedAt, now)}</dd>
            </dl>
            <Statements data={data} />
          </>
        )}
      </Loaded>
      <ul className="list" aria-label="Comments">
        {(comments.data?.items ?? []).map(({ id: comment, by, at, text }) => (
          <li key={comment}>
            <span />
            <span className="wrap">{text}</span>
            <span className="m t3 sm">
              {by}, {moment(at, now)}
            </span>
          </li>
        ))}
      </ul>
      <CaseFiles id={id} />
      <div className="act">
        <Assign id={id} />
        <Comment id={id} />
        <AttachButton id={id} />
      </div>
    </Card>
  );
}

function Statements({ data }: { data: CaseDetail }) {
  if (data.statements.length === 0) return null;
  return (
    <ul className="list" aria-label="What was stated">
      {data.statements.map(({ content, source, fact, data: stated }) => (
        <li key={content}>
          <span />
          <details>
            <summary>
              <b className="b">{source}</b> {fact}
            </summary>
            <pre className="raw" tabIndex={0}>
              {JSON.stringify(stated, null, 1)}
            </pre>
          </details>
          <Act
            label="This counts"
            title={`What ${source} said counts`}
            operation="decideDispute"
            explain="The other statement is kept, and does not count."
            does={(reason) =>
              api.POST('/v1/cases/{case}/dispute-decision', {
                params: { path: { case: data.id } },
                body: { content, reason },
              })
            }
          />
        </li>
      ))}
    </ul>
  );
}

function Assign({ id }: { id: string }) {
  const [person, name] = useState('');
  return (
    <span data-key="a">
      <Act
        label="Assign"
        title="Assign the case"
        operation="assignCase"
        explain="Leave the name empty to give it back to the queue."
        does={() =>
          api.POST('/v1/cases/{case}/assignment', {
            params: { path: { case: id } },
            body: { assignee: person.trim() === '' ? null : person.trim() },
          })
        }
        needsReason={false}
      >
        <label className="fld">
          Person
          <input autoFocus value={person} maxLength={64} onChange={(event) => name(event.target.value)} />
        </label>
      </Act>
    </span>
  );
}

function Comment({ id }: { id: string }) {
  const [text, say] = useState('');
  return (
    <span data-key="c">
      <Act
        label="Comment"
        title="Say something about it"
        operation="commentCase"
        explain="Everybody who sees the case reads it."
        does={() =>
          api.POST('/v1/cases/{case}/comments', {
            params: { path: { case: id } },
            body: { text: text.trim() },
          })
        }
        needsReason={false}
        isReady={text.trim() !== ''}
        done={() => say('')}
      >
        <label className="fld">
          Comment
          <textarea
            autoFocus
            rows={3}
            maxLength={500}
            required
            value={text}
            onChange={(event) => say(event.target.value)}
          />
        </label>
      </Act>
    </span>
  );
}
