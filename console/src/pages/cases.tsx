/** What should I fix first? Cases by what caused them; one decision for the whole cluster. */
import { useEffect, useState } from 'react';
import { useRead } from '../api/client.ts';
import { useNow } from '../api/server-time.ts';
import type { CaseCluster, ClusterAccount } from '../api/types.ts';
import { Choice } from '../parts/filters.tsx';
import { SavedFilters } from '../parts/saved-filters.tsx';
import { Answer, Answers, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { StatusShape } from '../parts/status.tsx';
import { ofNumbers, TableHead } from '../parts/table-head.tsx';
import { areKeysOn, isTyping } from '../shell/keys.ts';
import { useParameter } from '../shell/moment.ts';
import { counted, duration, number, percent, sums } from '../words/format.ts';
import { plain, roleName } from '../words/names.ts';
import { caseText, statusOfKind, titleOf } from './cases/case-kinds.ts';
import { CaseList } from './cases/case-list.tsx';
import { ClusterDesk } from './cases/cluster-desk.tsx';
import { Account } from './cases/cluster-effects.tsx';

export default function CasesPage() {
  const [role] = useParameter('role');
  const [kind] = useParameter('kind');
  const [sort] = useParameter('sort');
  const [view] = useParameter('view');
  const [instance] = useParameter('instance');
  const clusters = useRead('/v1/case-clusters', { query: { role, kind, sort: sort ?? 'exposure' } });
  const overview = useRead('/v1/console/overview', {});
  const isFlat = view === 'list' || instance !== null;
  return (
    <>
      <PageHead crumb="Work" title="Cases">
        <SavedFilters list="cases" />
      </PageHead>
      {clusters.data === undefined ? null : <Question clusters={clusters.data.items} />}
      <section className="card">
        <div className="tools">
          <Choice
            name="role"
            options={[
              [null, 'All roles'],
              ...(overview.data?.cases ?? []).map(
                ({ role: each, open }) => [each, `${roleName(each)} ${open}`] as const,
              ),
            ]}
          />
          <span className="tabs push">
            <Choice
              name="sort"
              options={[
                [null, 'Exposure'],
                ['age', 'Age'],
                ['cases', 'Cases'],
              ]}
            />
          </span>
          <span className="tabs">
            <Choice
              name="view"
              options={[
                [null, 'Clustered'],
                ['list', 'One by one'],
              ]}
            />
          </span>
        </div>
        {isFlat ? <CaseList role={role} kind={kind} instance={instance} sort={sort} /> : null}
      </section>
      {isFlat ? null : (
        <Loaded query={clusters} what="The cases">
          {({ items }) => <Clusters items={items} />}
        </Loaded>
      )}
    </>
  );
}

function Question({ clusters }: { clusters: readonly CaseCluster[] }) {
  const now = useNow();
  const total = clusters.reduce((sum, { cases }) => sum + cases, 0);
  const question = 'What should I fix first?';
  const [first, second] = clusters.toSorted((a, b) => b.cases - a.cases);
  if (first === undefined) {
    return (
      <Answers single>
        <Answer
          question={question}
          status="done"
          sentence="Nothing: no case is open."
          why="A case opens by itself when something needs a person, and closes when it is mended."
        />
      </Answers>
    );
  }
  const two = first.cases + (second?.cases ?? 0);
  const most = clusters[0]!;
  const causes = `${counted(total, 'open case')}, ${counted(clusters.length, 'cause')}`;
  const worth = sums(most.exposure) === null ? '' : `; the largest is worth ${sums(most.exposure)}`;
  const share =
    clusters.length > 2
      ? ` Two causes hold ${percent(two, total)} of the cases; fix the cause, not the case.`
      : '';
  return (
    <Answers single>
      <Answer
        question={question}
        status={statusOfKind(most.kind)}
        sentence={
          most.cases > 1
            ? `One cause holds ${number(most.cases)} of ${counted(total, 'case')}: ` +
              `${lower(titleOf(most, now))}.`
            : `${caseText(most.sample, now)}.`
        }
        why={`${causes}${worth}.${share}`}
      />
    </Answers>
  );
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function Clusters({ items }: { items: readonly CaseCluster[] }) {
  const [chosen, choose] = useParameter('cluster');
  const [cursor, move] = useState(0);
  // Kept here: the cluster is gone once all of its cases are decided, and its account is not.
  const [account, tell] = useState<ClusterAccount | null>(null);
  const selected = items.find(({ fingerprint }) => fingerprint === chosen) ?? items[cursor] ?? items[0];
  useClusterKeys(items, selected, choose, move);
  if (selected === undefined) {
    return (
      <>
        <div className="card">
          <Empty title="No case is like this." />
        </div>
        {account === null ? null : <Account account={account} />}
      </>
    );
  }
  return (
    <div className="two">
      <section className="card first">
        <ClusterTable items={items} selected={selected} choose={choose} />
        <p className="note only-d">
          <kbd>J</kbd> <kbd>K</kbd> move <kbd>Enter</kbd> open <kbd>A</kbd> assign <kbd>C</kbd> comment{' '}
          <kbd>F</kbd> preview fix
        </p>
      </section>
      <div style={{ display: 'grid', gap: 16 }}>
        {account === null ? null : <Account account={account} />}
        <ClusterDesk key={selected.fingerprint} cluster={selected} tell={tell} />
      </div>
    </div>
  );
}

function useClusterKeys(
  items: readonly CaseCluster[],
  selected: CaseCluster | undefined,
  choose: (fingerprint: string) => void,
  move: (index: number) => void,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event) || !areKeysOn()) return;
      const at = items.findIndex(({ fingerprint }) => fingerprint === selected?.fingerprint);
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        const next = Math.min(items.length - 1, Math.max(0, at + step));
        event.preventDefault();
        move(next);
        choose(items[next]!.fingerprint);
      } else if (/^[acf]$/.test(event.key)) {
        document
          .querySelector<HTMLButtonElement>(
            `[data-key="${event.key}"] button, button[data-key="${event.key}"]`,
          )
          ?.click();
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

interface TableProps {
  readonly items: readonly CaseCluster[];
  readonly selected: CaseCluster;
  readonly choose: (fingerprint: string) => void;
}

function ClusterTable({ items, selected, choose }: TableProps) {
  const now = useNow();
  return (
    <table className="stack rows">
      <TableHead
        columns={[
          'Case, by what caused it', ofNumbers('Cases'), ofNumbers('Exposure'), ofNumbers('Oldest'),
          'Owner',
        ]}
      />
      <tbody>
        {items.map((cluster) => {
          const { fingerprint, kind, role, cases, assignees, exposure, oldestAt } = cluster;
          const isSelected = fingerprint === selected.fingerprint;
          return (
            <tr key={fingerprint} className={isSelected ? 'sel' : ''} onClick={() => choose(fingerprint)}>
              <td className="w">
                <span className="cs">
                  <StatusShape name={statusOfKind(kind)} />
                  <span>
                    <button
                      type="button"
                      className="plain b"
                      aria-pressed={isSelected}
                      onClick={(event) => (event.stopPropagation(), choose(fingerprint))}
                    >
                      {titleOf(cluster, now)}
                    </button>
                    <span className="sub">{plain(kind)}</span>
                  </span>
                </span>
              </td>
              <td className="n">{number(cases)}</td>
              <td className="n b">{sums(exposure.slice(0, 1)) ?? <span className="t3">–</span>}</td>
              <td className="n only-d">{duration(Math.max(0, now - Date.parse(oldestAt)))}</td>
              <td className="only-d">
                {roleName(role)}
                <span className="sub">{assignees.join(', ') || 'nobody'}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
