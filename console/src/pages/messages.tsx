/** What could not be understood: quarantine by cause, codes that wait for a meaning, drift, and re-drive. */
import { useRead } from '../api/client.ts';
import { api } from '../api/request.ts';
import { usePages } from '../api/pages.ts';
import { useNow } from '../api/server-time.ts';
import type { LearnedShape, Quarantined, WaitingCode } from '../api/types.ts';
import { Act } from '../parts/act.tsx';
import { Choice } from '../parts/filters.tsx';
import { LongTable, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Card, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { When } from '../parts/when.tsx';
import { Status, StatusTag, SystemFrame } from '../parts/status.tsx';
import { Codes } from './messages/waiting-codes.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, moment, number } from '../words/format.ts';
import { plain, systemName, systemShort } from '../words/names.ts';

export default function MessagesPage() {
  const [state] = useParameter('state');
  const [code] = useParameter('why');
  const pages = usePages('/v1/quarantine', { state: state ?? 'open', code });
  const waiting = useRead('/v1/codes/waiting', {});
  const drift = useRead('/v1/drift', {});
  const [chosen, choose] = useParameter('entry');
  const codes = waiting.data?.items ?? [];
  const drifts = (drift.data?.items ?? []).filter((shape) => shape.drifts.length > 0);
  return (
    <>
      <PageHead crumb="Work" title="Messages" />
      <Question
        pages={pages.items}
        hasMore={pages.hasMore}
        codes={codes}
        drifts={drifts}
        isOpen={state === null}
      />
      <section className="card">
        <div className="tools">
          <Choice
            name="state"
            options={[
              [null, 'Open'],
              ['redriven', 'Let in since'],
              ['discarded', 'Discarded'],
            ]}
          />
          <Choice
            name="why"
            options={[...new Set(pages.items.map((entry) => entry.code))].map(
              (each) => [each, plain(each)] as const,
            )}
          />
        </div>
        <LongTable
          label="Quarantine"
          pages={pages}
          columns={columns}
          keyOf={({ id }) => id}
          open={({ id }) => choose(id)}
          empty={
            <Empty title={state === null ? 'Everything that came was understood.' : 'Nothing is here.'}>
              A message that cannot be translated is kept whole, with its reason, and nothing of it is
              applied.
            </Empty>
          }
        />
      </section>
      {chosen === null ? null : <Entry id={chosen} isOpen={state === null} />}
      <div className="grid">
        <Codes codes={codes} />
        <Drift shapes={drift.data?.items ?? []} />
      </div>
    </>
  );
}

interface QuestionProps {
  readonly pages: readonly Quarantined[];
  readonly hasMore: boolean;
  readonly codes: readonly WaitingCode[];
  readonly drifts: readonly LearnedShape[];
  readonly isOpen: boolean;
}

function Question({ pages, hasMore, codes, drifts, isOpen }: QuestionProps) {
  if (!isOpen) return null;
  const by = [...Map.groupBy(pages, ({ source, code }) => `${source} ${code}`).values()].sort(
    (a, b) => b.length - a.length,
  )[0];
  const many = `${number(pages.length)}${hasMore ? '+' : ''}`;
  const count = `${many} ${pages.length === 1 ? 'message' : 'messages'}`;
  return (
    <Answers single>
      <Answer
        question="What could not be understood?"
        status={pages.length === 0 ? 'done' : 'quarantined'}
        sentence={
          by === undefined
            ? 'Nothing: every message was translated whole.'
            : `${count}${pages.length === by.length ? '' : ', most'} from ${systemName(by[0]!.source)}: ` +
              `${plain(by[0]!.code)}.`
        }
        why={[
          codes.length === 0
            ? 'No code waits for a meaning.'
            : `${counted(codes.length, 'code waits', 'codes wait')} for a meaning; it lets in what waited.`,
          drifts.length === 0
            ? ''
            : `${counted(drifts.length, 'kind of message is', 'kinds of messages are')} not as they were.`,
        ].join(' ')}
      />
    </Answers>
  );
}

const columns: readonly Column<Quarantined>[] = [
  { name: 'From', width: '10%', cell: ({ source }) => <SystemFrame>{systemShort(source)}</SystemFrame> },
  { name: 'Why', width: '14%', cell: ({ code }) => <Status name="quarantined">{plain(code)}</Status> },
  { name: 'Reason', width: '38%', phone: 'w', cell: ({ reason }) => reason },
  { name: 'Message', width: '16%', cell: ({ messageId, factId }) => messageId ?? factId ?? '–' },
  { name: 'Came', isNumber: true, width: '6%', cell: ({ seen }) => `${number(seen)}×` },
  { name: 'Tried', isNumber: true, width: '6%', cell: ({ redrives }) => number(redrives) },
  { name: 'Since', isNumber: true, width: '10%', cell: ({ receivedAt }) => <When at={receivedAt} /> },
];

function Entry({ id, isOpen }: { id: string; isOpen: boolean }) {
  const content = useRead('/v1/quarantine/{entry}', { path: { entry: id } });
  return (
    <Card
      title={`As it came: ${id}`}
      aside={
        isOpen ? (
          <Act
            label="Let it in again"
            title="Let it in again"
            operation="redriveQuarantined"
            explain="It is translated anew, in the order of its business key; what is not mended stays here."
            does={(reason) =>
              api.POST('/v1/quarantine/{entry}/redrive', {
                params: { path: { entry: id } },
                body: { reason },
              })
            }
            isMain
          />
        ) : undefined
      }
    >
      <Loaded query={content} what="The message">
        {({ source, code, reason, waitsFor, body, headers }) => (
          <div className="pad" style={{ display: 'grid', gap: 10 }}>
            <p>
              <StatusTag name="quarantined">{plain(code)}</StatusTag>{' '}
              <SystemFrame>{systemShort(source)}</SystemFrame> {reason}
            </p>
            {waitsFor.length === 0 ? null : <p className="t2">It waits for: {waitsFor.join(', ')}</p>}
            <pre className="raw" tabIndex={0} aria-label="Body">
              {prettyOf(body)}
            </pre>
            {headers === null ? null : (
              <details>
                <summary>Headers</summary>
                <pre className="raw" tabIndex={0}>
                  {prettyOf(headers)}
                </pre>
              </details>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function prettyOf(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}

function Drift({ shapes }: { shapes: readonly LearnedShape[] }) {
  const now = useNow();
  const drifts = shapes.flatMap((shape) =>
    shape.drifts.map((drift) => ({ ...drift, system: shape.system, topic: shape.topic })),
  );
  return (
    <Card
      span="c6"
      title="Messages that are not as they were"
      aside={`${counted(shapes.length, 'kind')} learned`}
    >
      {drifts.length === 0 ? <Empty title="Every kind of message looks as it did." /> : null}
      <ul className="list">
        {drifts.map(({ system, topic, path, text, since }) => (
          <li key={`${system} ${topic} ${path}`}>
            <Status name="late">{''}</Status>
            <span>
              <b className="b">{path}</b> <SystemFrame>{systemShort(system)}</SystemFrame> {topic}
              <br />
              <span className="sub">
                {text}, since {moment(since, now)}
              </span>
            </span>
            <Act
              label="It is right"
              title="The new shape is right"
              operation="acceptDrift"
              explain="Messages are compared with the new shape from now on, and the case closes."
              does={(reason) => api.POST('/v1/drift/accept', { body: { system, topic, path, reason } })}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
