/** What could not be understood: quarantine by cause, codes that wait for a meaning, drift, and re-drive. */
import { useState } from 'react';
import { useRead } from '../api/client.ts';
import { usePages } from '../api/pages.ts';
import { useNow } from '../api/server-time.ts';
import type { LearnedShape, Quarantined, QuarantinedContent, WaitingCode } from '../api/types.ts';
import { Act } from '../parts/act.tsx';
import { Choice } from '../parts/filters.tsx';
import { LongTable, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Card, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { Status, StatusTag, SystemFrame } from '../parts/status.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, moment, number } from '../words/format.ts';
import { plain, systemName, systemShort } from '../words/names.ts';

export default function MessagesPage() {
  const [state] = useParameter('state');
  const [code] = useParameter('why');
  const pages = usePages<Quarantined>('/v1/quarantine', { state: state ?? 'open', code });
  const waiting = useRead<{ readonly items: readonly WaitingCode[] }>('/v1/codes/waiting');
  const drift = useRead<{ readonly items: readonly LearnedShape[] }>('/v1/drift');
  const [chosen, choose] = useParameter('entry');
  const codes = waiting.data?.items ?? [];
  const drifts = (drift.data?.items ?? []).filter((shape) => shape.drifts.length > 0);
  return (
    <>
      <PageHead crumb="Work" title="Messages" />
      <Question pages={pages.items} hasMore={pages.hasMore} codes={codes} drifts={drifts} isOpen={state === null} />
      <section className="card">
        <div className="tools">
          <Choice name="state" options={[[null, 'Open'], ['redriven', 'Let in since'], ['discarded', 'Discarded']]} />
          <Choice name="why" options={[...new Set(pages.items.map((entry) => entry.code))].map((each) => [each, plain(each)] as const)} />
        </div>
        <LongTable
          label="Quarantine"
          pages={pages}
          columns={columns}
          keyOf={({ id }) => id}
          open={({ id }) => choose(id)}
          empty={
            <Empty title={state === null ? 'Everything that came was understood.' : 'Nothing is here.'}>
              A message that cannot be translated is kept whole, with its reason, and nothing of it is applied.
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
  const by = [...Map.groupBy(pages, ({ source, code }) => `${source} ${code}`).values()].sort((a, b) => b.length - a.length)[0];
  const count = `${number(pages.length)}${hasMore ? '+' : ''}`;
  return (
    <Answers single>
      <Answer
        question="What could not be understood?"
        status={pages.length === 0 ? 'done' : 'quarantined'}
        sentence={
          by === undefined
            ? 'Nothing: every message was translated whole.'
            : `${count} ${pages.length === 1 ? 'message' : 'messages'}, most from ${systemName(by[0]!.source)}: ${plain(by[0]!.code)}.`
        }
        why={[
          codes.length === 0 ? 'No code waits for a meaning.' : `${counted(codes.length, 'code waits', 'codes wait')} for a meaning; mapping one lets in what waited for it.`,
          drifts.length === 0 ? '' : `${counted(drifts.length, 'kind of message is', 'kinds of messages are')} not as they were.`,
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
  { name: 'Since', isNumber: true, width: '10%', cell: ({ receivedAt }) => <Since at={receivedAt} /> },
];

function Since({ at }: { at: string }) {
  const now = useNow();
  return <>{moment(at, now)}</>;
}

function Entry({ id, isOpen }: { id: string; isOpen: boolean }) {
  const content = useRead<QuarantinedContent>(`/v1/quarantine/${id}`);
  return (
    <Card
      title={`As it came: ${id}`}
      aside={
        isOpen ? (
          <Act
            label="Let it in again"
            title="Let it in again"
            path={`/v1/quarantine/${id}/redrive`}
            explain="It is translated anew, in the order of its business key. If its cause was not mended it stays here."
            bodyOf={(reason) => ({ reason })}
            isMain
          />
        ) : undefined
      }
    >
      <Loaded query={content} what="The message">
        {({ source, code, reason, waitsFor, body, headers }) => (
          <div className="pad" style={{ display: 'grid', gap: 10 }}>
            <p>
              <StatusTag name="quarantined">{plain(code)}</StatusTag> <SystemFrame>{systemShort(source)}</SystemFrame> {reason}
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

function Codes({ codes }: { codes: readonly WaitingCode[] }) {
  return (
    <Card span="c6" title="Codes that nobody has mapped" aside="a meaning lets in what waited">
      {codes.length === 0 ? <Empty title="Every code that came has a meaning." /> : null}
      <ul className="list">
        {codes.map((code) => (
          <CodeRow key={`${code.system} ${code.list} ${code.code}`} code={code} />
        ))}
      </ul>
    </Card>
  );
}

function CodeRow({ code }: { code: WaitingCode }) {
  const [meaning, mean] = useState('');
  const { system, list, code: said } = code;
  return (
    <li>
      <Status name="quarantined">{''}</Status>
      <span>
        <b className="b">{said}</b> <span className="t2">of {list}</span> <SystemFrame>{systemShort(system)}</SystemFrame>
      </span>
      <Act
        label="Say what it means"
        title={`${said} of ${list} means`}
        path="/v1/codes"
        method="put"
        explain="What waited for it is let in again at once, in the order in which it came."
        bodyOf={(reason) => ({ system, list, code: said, meaning: meaning.trim(), reason })}
        isReady={meaning.trim() !== ''}
      >
        <label className="fld">
          Meaning
          <input value={meaning} onChange={(event) => mean(event.target.value)} />
        </label>
      </Act>
    </li>
  );
}

function Drift({ shapes }: { shapes: readonly LearnedShape[] }) {
  const now = useNow();
  const drifts = shapes.flatMap((shape) => shape.drifts.map((drift) => ({ ...drift, system: shape.system, topic: shape.topic })));
  return (
    <Card span="c6" title="Messages that are not as they were" aside={`${counted(shapes.length, 'kind')} learned`}>
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
              path="/v1/drift/accept"
              explain="Messages are compared with the new shape from now on, and the case closes."
              bodyOf={(reason) => ({ system, topic, path, reason })}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
