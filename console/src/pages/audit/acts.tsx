/** The chain of acts: who did what to which thing, why, and whether the account of it is intact. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import { useNow } from '../../api/server-time.ts';
import type { AuditEntry } from '../../api/types.ts';
import { Refusal } from '../../parts/act.tsx';
import { Prefix } from '../../parts/filters.tsx';
import { LongTable, type Column } from '../../parts/long-table.tsx';
import { Answer, Answers, Card, Empty } from '../../parts/surface.tsx';
import { When } from '../../parts/when.tsx';
import { useParameter } from '../../shell/moment.ts';
import { counted, moment, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';

export function Acts() {
  const [actor] = useParameter('actor');
  const [subject] = useParameter('subject');
  const [chosen, choose] = useState<AuditEntry | null>(null);
  const pages = usePages('/v1/audit', { actor, subject });
  return (
    <>
      <Verification />
      <section className="card">
        <div className="tools">
          <Prefix name="actor" label="Only by" />
          <Prefix name="subject" label="Only about" />
        </div>
        <LongTable
          label="Audit entries"
          pages={pages}
          columns={columns}
          keyOf={({ id }) => id}
          open={choose}
          empty={<Empty title="Nobody has changed anything yet." />}
        />
      </section>
      {chosen === null ? null : <Entry entry={chosen} />}
    </>
  );
}

const columns: readonly Column<AuditEntry>[] = [
  { name: 'When', width: '13%', cell: ({ at }) => <When at={at} /> },
  { name: 'Who', width: '14%', cell: ({ actor }) => <b className="b">{actor}</b> },
  { name: 'Did', width: '16%', cell: ({ action }) => plain(action.replaceAll('.', ' ')) },
  { name: 'To', width: '22%', cell: ({ subject }) => subject },
  { name: 'Why', width: '23%', phone: 'w', cell: ({ reason }) => reason ?? <span className="t3">–</span> },
  {
    name: 'Hash',
    width: '12%',
    phone: 'hide',
    cell: ({ hash }) => <span className="mono">{hash.slice(0, 12)}</span>,
  },
];

function Verification() {
  const verdict = useQuery({
    queryKey: ['/v1/audit/verification'],
    queryFn: () => read('/v1/audit/verification', {}),
    enabled: false,
  });
  const { data } = verdict;
  return (
    <Answers single>
      <Answer
        question="Is the account of what people did intact?"
        status={data === undefined ? 'waiting' : data.sound ? 'done' : 'broken'}
        sentence={
          data === undefined
            ? 'Each entry names the hash of the one before.'
            : data.sound
              ? `Yes: all ${counted(data.entries, 'entry', 'entries')} follow from each other.`
              : `No: ${counted(data.faultCount, 'fault')} in ${counted(data.entries, 'entry', 'entries')}.`
        }
        why={
          data === undefined ? (
            'Verifying walks along the whole chain, and compares it with heads kept outside of the database.'
          ) : data.sound ? (
            <>
              Compared with {counted(data.kept, 'head')} kept outside of the database. Last hash{' '}
              <span className="mono">{data.hash.slice(0, 16)}</span>.
            </>
          ) : (
            data.faults.map(({ text }) => text).join('; ')
          )
        }
      >
        <button
          type="button"
          className="btn s"
          disabled={verdict.isFetching}
          onClick={() => void verdict.refetch()}
        >
          {verdict.isFetching ? 'Verifying' : 'Verify the chain'}
        </button>
        {verdict.isError ? <Refusal error={verdict.error} /> : null}
      </Answer>
    </Answers>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const now = useNow();
  const { id, at, actor, principal, action, subject, before, after, reason, previous, hash } = entry;
  return (
    <Card title={`Entry ${id}`} aside={`${number(hash.length * 4)} bits over all of it`}>
      <dl className="kv pad">
        <dt>When</dt>
        <dd>{moment(at, now)}</dd>
        <dt>Who</dt>
        <dd>
          {actor}
          {principal === null ? '' : `, by ${principal}`}
        </dd>
        <dt>Did</dt>
        <dd>
          {action} to {subject}
        </dd>
        <dt>Why</dt>
        <dd>{reason ?? '–'}</dd>
        <dt>Before</dt>
        <dd className="mono wrap">{before ?? '–'}</dd>
        <dt>After</dt>
        <dd className="mono wrap">{after ?? '–'}</dd>
        <dt>Previous</dt>
        <dd className="mono wrap">{previous || 'it is the first'}</dd>
        <dt>Hash</dt>
        <dd className="mono wrap">{hash}</dd>
      </dl>
    </Card>
  );
}
