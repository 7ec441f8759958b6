/** A cluster and what to do about it: the preview of every effect, the act, and its exact account. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../../api/client.ts';
import { dataOf } from '../../../../src/client/client.ts';
import { api } from '../../api/request.ts';
import { refusalOf, useMay } from '../../api/session.ts';
import { useNow } from '../../api/server-time.ts';
import type { CaseCluster, ClusterAccount } from '../../api/types.ts';
import { Act, Refusal } from '../../parts/act.tsx';
import { Loading } from '../../parts/surface.tsx';
import { StatusTag } from '../../parts/status.tsx';
import { To } from '../../shell/link.tsx';
import { useMoment } from '../../shell/moment.ts';
import { counted, moment as momentText, number, sums } from '../../words/format.ts';
import { plain, roleName } from '../../words/names.ts';
import { caseText, mendOf, statusOfKind, titleOf } from './case-kinds.ts';
import { CasePeople } from './case-people.tsx';
import { Effects } from './cluster-effects.tsx';
import { useFixes, type Fix } from './fixes.ts';

interface DeskProps {
  readonly cluster: CaseCluster;
  /** What became of the cases of the last decision. */
  readonly tell: (account: ClusterAccount) => void;
}

export function ClusterDesk({ cluster, tell }: DeskProps) {
  const now = useNow();
  const fixes = useFixes(cluster);
  const [chosen, choose] = useState<string | null>(null);
  const fix = fixes.find(({ name }) => name === chosen) ?? fixes[0]!;
  const [moment] = useMoment();
  const mend = mendOf(cluster.kind);
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <section className="card">
        <header>
          <h2>{titleOf(cluster, now)}</h2>
          <StatusTag name={statusOfKind(cluster.kind)}>
            {counted(cluster.cases, 'case')}, {roleName(cluster.role)}
          </StatusTag>
        </header>
        <div className="pad">
          <p className="t3 sm">
            {plain(cluster.kind)}, first seen {momentText(cluster.oldestAt, now)}
            {sums(cluster.exposure) === null ? '' : `, ${sums(cluster.exposure)} depends on it`}
          </p>
          {cluster.cases === 1 ? null : (
            <p style={{ marginTop: 6 }}>For example: {caseText(cluster.sample, now)}</p>
          )}
        </div>
        <div className="tools" role="group" aria-label="Decision">
          {fixes.map(({ name, label }) => (
            <button
              key={name}
              type="button"
              className="f"
              aria-pressed={name === fix.name}
              onClick={() => choose(name)}
            >
              {label}
            </button>
          ))}
          <span className="t2 sm">{fix.means}</span>
        </div>
        {moment.at === null ? <Preview key={fix.name} cluster={cluster} fix={fix} tell={tell} /> : null}
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
  readonly fix: Fix;
  readonly tell: (account: ClusterAccount) => void;
}

function Preview({ cluster, fix, tell }: PreviewProps) {
  const { fingerprint, cases } = cluster;
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/case-clusters/preview', { body: { fingerprint, ...fix.body } })),
  });
  const decide = useDecision(cluster, fix, tell);
  const may = useMay('previewCaseCluster');
  const shown = preview.data;
  const { label, act } = fix;
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
            title={cases === 1 ? `${act} the case` : `${act} ${number(cases)} cases`}
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
function useDecision(cluster: CaseCluster, fix: Fix, tell: (account: ClusterAccount) => void) {
  const { fingerprint } = cluster;
  const [isRunning, run] = useState(false);
  const decide = (reason: string) =>
    api.POST('/v1/case-clusters/decision', {
      body: { fingerprint, ...fix.body, reason, limit: DECIDED_AT_ONCE },
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
