/** What needs my signature? Each task with what it covers, who began it, and what was said. */
import { useRead } from '../api/client.ts';
import { api } from '../api/request.ts';
import { usePages } from '../api/pages.ts';
import { useNow } from '../api/server-time.ts';
import type { Approval } from '../api/types.ts';
import { Act } from '../parts/act.tsx';
import { Proposals } from './approvals/proposals.tsx';
import { Choice } from '../parts/filters.tsx';
import { SavedFilters } from '../parts/saved-filters.tsx';
import { LongTable, type Column } from '../parts/long-table.tsx';
import { Answer, Answers, Card, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { Status } from '../parts/status.tsx';
import { numberOf, pathOfInstance, To } from '../shell/link.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, duration, money, moment } from '../words/format.ts';
import { plain, roleName } from '../words/names.ts';

export default function ApprovalsPage() {
  const [state] = useParameter('state');
  const [role] = useParameter('role');
  const [sort] = useParameter('sort');
  const [chosen, choose] = useParameter('approval');
  const pages = usePages('/v1/approvals', { state: state ?? 'open', role, sort: sort ?? 'exposure' });
  const shown = chosen ?? pages.items[0]?.id ?? null;
  const [first] = pages.items;
  return (
    <>
      <PageHead crumb="Work" title="Approvals">
        <SavedFilters list="approvals" />
      </PageHead>
      {pages.isLoading || state !== null ? null : (
        <Answers single>
          <Answer
            question="What needs my signature?"
            status={first === undefined ? 'done' : 'waiting'}
            sentence={
              first === undefined
                ? 'Nothing: no task waits for approval.'
                : `${counted(pages.items.length, 'task waits', 'tasks wait')}; the largest: ${sizeOf(first)}.`
            }
            why="Whoever began it may not approve it; an approval covers exactly the amount that it names."
          />
        </Answers>
      )}
      <section className="card">
        <div className="tools">
          <Choice
            name="state"
            options={[
              [null, 'Waiting'],
              ['closed', 'Decided'],
            ]}
          />
          <span style={{ marginLeft: 'auto' }} className="tabs" role="group" aria-label="What comes first">
            <Choice
              name="sort"
              options={[
                [null, 'Amount'],
                ['age', 'Age'],
              ]}
            />
          </span>
        </div>
        <LongTable
          label="Approvals"
          pages={pages}
          columns={columns}
          keyOf={({ id }) => id}
          open={({ id }) => choose(id)}
          empty={
            <Empty title="Nothing is like this.">
              Credits, write-offs and changes of policies over a limit wait here for a second person.
            </Empty>
          }
        />
      </section>
      {shown === null ? null : <Task id={shown} />}
      <Proposals />
    </>
  );
}

const sizeOf = ({ amount, text }: Approval): string => (amount === null ? plain(text) : money(amount));

const columns: readonly Column<Approval>[] = [
  { name: 'Task', width: '46%', phone: 'w', cell: ({ text }) => <b className="b">{text}</b> },
  { name: 'About', width: '16%', cell: ({ instance }) => numberOf(instance) },
  {
    name: 'Amount',
    isNumber: true,
    width: '14%',
    cell: ({ amount }) => (amount === null ? '–' : money(amount)),
  },
  { name: 'Waits', isNumber: true, width: '10%', cell: ({ openedAt }) => <Age at={openedAt} /> },
  { name: 'Queue', width: '14%', cell: ({ role }) => roleName(role) },
];

function Age({ at }: { at: string }) {
  const now = useNow();
  return <>{duration(Math.max(0, now - Date.parse(at)))}</>;
}

function Task({ id }: { id: string }) {
  const now = useNow();
  const task = useRead('/v1/approvals/{approval}', { path: { approval: id } });
  return (
    <Card title={`Task ${id}`}>
      <Loaded query={task} what="The task">
        {(data) => {
          const amount = data.amount === null ? '' : ` ${money(data.amount)}`;
          const path = pathOfInstance(data.instance);
          return (
            <>
              <dl className="kv pad">
                <dt>Covers</dt>
                <dd>
                  <b className="b">{data.text}</b>
                  {amount}
                </dd>
                <dt>About</dt>
                <dd>
                  {path === null ? numberOf(data.instance) : <To to={path}>{numberOf(data.instance)}</To>}
                </dd>
                <dt>Began it</dt>
                <dd>{data.makers.join(', ') || '–'}</dd>
                <dt>Needs</dt>
                <dd>
                  {counted(data.approvals, 'person', 'people')} of {roleName(data.role)}
                </dd>
                <dt>Since</dt>
                <dd>{moment(data.openedAt, now)}</dd>
                <dt>State</dt>
                <dd>
                  <Status
                    name={
                      data.state === 'approved'
                        ? 'cleared'
                        : data.state === 'rejected'
                          ? 'refused'
                          : 'waiting'
                    }
                  >
                    {plain(data.state)}
                  </Status>
                </dd>
              </dl>
              <ul className="list">
                {data.words.map(({ by, verdict, covers, authority, reason }) => (
                  <li key={`${by} ${verdict}`}>
                    <Status name={verdict === 'approve' ? 'cleared' : 'refused'}>{''}</Status>
                    <span>
                      <b className="b">{by}</b> {verdict === 'approve' ? 'approved' : 'rejected'}{' '}
                      {money(covers)}
                      <br />
                      <span className="sub">
                        {reason}; {authority}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
              {data.state === 'waiting' ? (
                <div className="act">
                  <Decide id={id} verdict="approve" label={`Approve${amount}`} isMain />
                  <Decide id={id} verdict="reject" label="Reject" />
                </div>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

interface DecideProps {
  readonly id: string;
  readonly verdict: 'approve' | 'reject';
  readonly label: string;
  readonly isMain?: boolean;
}

const Decide = ({ id, verdict, label, isMain = false }: DecideProps) => (
  <Act
    label={label}
    title={label}
    operation="decideApproval"
    explain={
      verdict === 'approve'
        ? 'What waited for it goes on at once, up to exactly this amount.'
        : 'What waited for it does not happen; it may be asked for anew.'
    }
    does={(reason) =>
      api.POST('/v1/approvals/{approval}/decision', {
        params: { path: { approval: id } },
        body: { verdict, reason },
      })
    }
    isMain={isMain}
    isDanger={verdict === 'reject'}
    size=""
  />
);
