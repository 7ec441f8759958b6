/** A cluster and what to do about it: the preview of every effect, the act, and its exact account. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../../api/client.ts';
import { dataOf } from '../../../../src/client/client.ts';
import { api } from '../../api/request.ts';
import { refusalOf, useMay } from '../../api/session.ts';
import { useNow } from '../../api/server-time.ts';
import type { CaseCluster, ClusterAccount, ClusterPreview } from '../../api/types.ts';
import { Act, Refusal } from '../../parts/act.tsx';
import { Loading } from '../../parts/surface.tsx';
import { Status, StatusTag, SystemFrame } from '../../parts/status.tsx';
import { numberOf, To } from '../../shell/link.tsx';
import { useMoment } from '../../shell/moment.ts';
import { counted, moment as momentText, number, sums } from '../../words/format.ts';
import { plain, roleName, systemShort } from '../../words/names.ts';
import { mendOf, statusOfKind, titleOf } from './case-kinds.ts';
import { CasePeople } from './case-people.tsx';
import { VERDICTS, verdictsOf, type Verdict } from './verdicts.ts';

interface DeskProps {
  readonly cluster: CaseCluster;
  /** What became of the cases of the last decision. */
  readonly tell: (account: ClusterAccount) => void;
}

export function ClusterDesk({ cluster, tell }: DeskProps) {
  const now = useNow();
  const allowed = verdictsOf(cluster.kind);
  const [verdict, choose] = useState<Verdict>(allowed[0]!);
  const [moment] = useMoment();
  const mend = mendOf(cluster.kind);
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <section className="card">
        <header>
          <h2>{titleOf(cluster)}</h2>
          <StatusTag name={statusOfKind(cluster.kind)}>
            {counted(cluster.cases, 'case')}, {roleName(cluster.role)}
          </StatusTag>
        </header>
        <div className="pad">
          <p className="t3 sm">
            {plain(cluster.kind)}, first seen {momentText(cluster.oldestAt, now)}
            {sums(cluster.exposure) === null ? '' : `, ${sums(cluster.exposure)} depends on it`}
          </p>
          {cluster.cases === 1 ? null : <p style={{ marginTop: 6 }}>For example: {cluster.sample}</p>}
        </div>
        <div className="tools" role="group" aria-label="Decision">
          {VERDICTS.filter(([each]) => allowed.includes(each)).map(([each, label]) => (
            <button
              key={each}
              type="button"
              className="f"
              aria-pressed={verdict === each}
              onClick={() => choose(each)}
            >
              {label}
            </button>
          ))}
          <span className="t2 sm">{VERDICTS.find(([each]) => each === verdict)![2]}</span>
        </div>
        {moment.at === null ? <Preview cluster={cluster} verdict={verdict} tell={tell} /> : null}
      </section>
      <section className="card">
        <header>
          <h2>Playbook</h2>
        </header>
        <p className="pad">{cluster.playbook}</p>
        {mend === null ? null : (
          <div className="act">
            <To className="btn s" to={mend.path}>
              {mend.text}
            </To>
            <span className="t2 sm">the cause ends there, and its cases close by themselves</span>
          </div>
        )}
      </section>
      <CasePeople id={cluster.example} more={cluster.cases - 1} />
    </div>
  );
}

interface PreviewProps {
  readonly cluster: CaseCluster;
  readonly verdict: Verdict;
  readonly tell: (account: ClusterAccount) => void;
}

function Preview({ cluster, verdict, tell }: PreviewProps) {
  const { fingerprint, cases } = cluster;
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/case-clusters/preview', { body: { fingerprint, verdict } })),
  });
  const decide = useDecision(cluster, verdict, tell);
  const may = useMay('previewCaseCluster');
  const shown = preview.data?.verdict === verdict ? preview.data : undefined;
  const label = VERDICTS.find(([each]) => each === verdict)![1];
  return (
    <>
      {shown === undefined ? null : <Effects preview={shown} />}
      {preview.isPending ? <Loading lines={3} /> : null}
      {preview.isError ? (
        <div className="pad">
          <Refusal error={preview.error} />
        </div>
      ) : null}
      <div className="act">
        {shown === undefined ? (
          <button
            type="button"
            className="btn p"
            data-key="f"
            disabled={!may}
            title={may ? undefined : refusalOf('previewCaseCluster')}
            onClick={() => preview.mutate()}
          >
            {cases === 1 ? 'Preview what happens' : `Preview the fix for ${number(cases)} cases`}
          </button>
        ) : (
          <Act
            label={cases === 1 ? label : `${label}: ${number(cases)} cases`}
            title={cases === 1 ? `${label} the case` : `${label} ${number(cases)} cases`}
            operation="decideCaseCluster"
            explain="In causal order, the oldest first; what does not work is named, and nothing is lost."
            does={decide.does}
            done={decide.done}
            isMain
            size=""
          />
        )}
        <span className="t2 sm">
          {shown === undefined ? 'Nothing is sent by a preview.' : 'Nothing is sent yet.'}
        </span>
        {decide.isRunning ? <span className="t2">Going on with the rest …</span> : null}
      </div>
    </>
  );
}

/** Cases that one request decides. */
const DECIDED_AT_ONCE = 50;

/** Decides page by page until nothing is left, adding up what became of each case. */
function useDecision(cluster: CaseCluster, verdict: Verdict, tell: (account: ClusterAccount) => void) {
  const { fingerprint } = cluster;
  const [isRunning, run] = useState(false);
  const decide = (reason: string) =>
    api.POST('/v1/case-clusters/decision', {
      body: { fingerprint, verdict, reason, limit: DECIDED_AT_ONCE },
    });
  const goOn = async (first: ClusterAccount, reason: string): Promise<void> => {
    run(true);
    let sum = first;
    tell(sum);
    while (sum.left > 0) {
      const next = await dataOf(decide(reason)).catch(() => null);
      if (next === null || next.done === 0) break;
      sum = {
        ...sum,
        done: sum.done + next.done,
        refused: [...sum.refused, ...next.refused],
        left: next.left,
      };
      tell(sum);
    }
    run(false);
    await queryClient.invalidateQueries();
  };
  let said = '';
  return {
    isRunning,
    does: (reason: string) => decide((said = reason)),
    done: (answer: unknown) => void goOn(answer as ClusterAccount, said),
  };
}

const DOES = {
  send: 'is sent',
  'take-back': 'is taken back',
  withdraw: 'is withdrawn before it leaves',
} as const;
const DO = {
  send: 'are sent',
  'take-back': 'are taken back',
  withdraw: 'are withdrawn before they leave',
} as const;

function Effects({ preview }: { preview: ClusterPreview }) {
  const { cases, closes, stays, notYours, effects, opens, complete, order } = preview;
  const rest = cases - closes - stays - notYours;
  const parts = [
    [closes, 'solid-ok', 'end'],
    [stays, 'solid-bad', 'stay open'],
    [notYours, 'hatch-calm', 'are of another queue'],
    [rest, 'solid-calm', 'were not looked at'],
  ] as const;
  return (
    <>
      <header style={{ padding: '12px 16px 6px' }}>
        <h3>If you apply it, this happens</h3>
      </header>
      <div className="pad">
        <div
          className="hb"
          role="img"
          aria-label={parts
            .filter(([count]) => count > 0)
            .map(([count, , word]) => `${count} ${word}`)
            .join(', ')}
        >
          {parts.map(([count, look, word]) =>
            count === 0 ? null : <i key={word} className={look} style={{ flex: count }} />,
          )}
        </div>
        <p className="key" style={{ marginTop: 8 }}>
          {parts.map(([count, look, word]) =>
            count === 0 ? null : (
              <span key={word}>
                <i className={look} />
                <b className="b">{number(count)}</b> {word}
              </span>
            ),
          )}
        </p>
        <p className="t2 sm" style={{ marginTop: 6 }}>
          {complete ? '' : 'Only the first 200 were judged. '}
          In the order in which things happened, one order at a time
          {order.length === 0 ? '' : `, beginning with ${numberOf(order[0]!)}`}.
        </p>
      </div>
      <ul className="list fx">
        {effects.map(({ system, type, does, count, atStake, sample }) => (
          <li key={`${system} ${type} ${does}`}>
            <span className="fxn">{number(count)}</span>
            <span>
              {plain(type.replace(/\.v\d+$/, '').replaceAll('.', ' '))} {count === 1 ? DOES[does] : DO[does]}
              <br />
              <span className="sub">
                {sums(atStake) === null ? '' : `about ${sums(atStake)}, `}for example {sample}
              </span>
            </span>
            <SystemFrame>{systemShort(system)}</SystemFrame>
          </li>
        ))}
        {effects.length === 0 ? (
          <li>
            <span className="fxn">0</span>
            <span>
              commands leave at once
              <br />
              <span className="sub">
                It changes what we hold for true; nothing is told to a system because of it.
              </span>
            </span>
          </li>
        ) : null}
        {opens.map(({ kind, count }) => (
          <li key={kind}>
            <span className="fxn bad">{number(count)}</span>
            <span>
              {counted(count, 'new case', 'new cases')} of kind {plain(kind)} would open
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Account({ account }: { account: ClusterAccount }) {
  const { total, done, left, refused } = account;
  return (
    <section className="card" aria-live="polite">
      <header>
        <h2>After it ran, exact to the record</h2>
        <span className="r">{number(total)} in all</span>
      </header>
      <table>
        <tbody>
          <tr>
            <td>
              <Status name="done" />
            </td>
            <td className="n">
              {number(done)} of {number(total)}
            </td>
          </tr>
          <tr>
            <td>
              <Status name="refused" />
            </td>
            <td className="n">{number(refused.length)}</td>
          </tr>
          <tr>
            <td>
              <Status name="waiting">Left</Status>
            </td>
            <td className="n">{number(left)}</td>
          </tr>
        </tbody>
      </table>
      <ul className="list">
        {refused.map(({ case: id, reason }) => (
          <li key={id}>
            <span />
            <span>
              {id}: {reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
