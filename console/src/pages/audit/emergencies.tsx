/** Roles that people took in an emergency, what they did under them, and whether it was right. */
import { useState } from 'react';
import { api } from '../../api/request.ts';
import { usePages } from '../../api/pages.ts';
import type { BrokenGlass } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { LongTable, type Column } from '../../parts/long-table.tsx';
import { Answer, Answers, Empty } from '../../parts/surface.tsx';
import { Status } from '../../parts/status.tsx';
import { To } from '../../shell/link.tsx';
import { counted, moment, number } from '../../words/format.ts';
import { plain, roleName } from '../../words/names.ts';

/** Emergencies end by the time of the machine, also where the day is played. */
const isOver = ({ returnedAt, endsAt }: BrokenGlass): boolean =>
  returnedAt !== null || Date.parse(endsAt) <= Date.now();

const columns: readonly Column<BrokenGlass>[] = [
  { name: 'Who', width: '11%', cell: ({ person }) => <b className="b">{person}</b> },
  { name: 'Took the role', width: '12%', cell: ({ role }) => roleName(role) },
  { name: 'Why', width: '27%', phone: 'w', cell: ({ reason }) => reason },
  { name: 'From', width: '11%', cell: ({ takenAt }) => moment(takenAt, Date.now()) },
  {
    name: 'To',
    width: '11%',
    cell: (glass) => (
      <span className={isOver(glass) ? '' : 'b'}>
        {moment(glass.returnedAt ?? glass.endsAt, Date.now())}
        {isOver(glass) ? '' : ', still held'}
      </span>
    ),
  },
  {
    name: 'Acts',
    isNumber: true,
    width: '7%',
    cell: ({ acts, person }) =>
      acts === 0 ? (
        <span className="t3">0</span>
      ) : (
        <To to={`/audit?actor=${encodeURIComponent(person)}`}>{number(acts)}</To>
      ),
  },
  { name: 'Was it right?', width: '21%', phone: 'w', cell: (glass) => <Review glass={glass} /> },
];

function Review({ glass }: { glass: BrokenGlass }) {
  const { id, person, role, verdict, reviewedBy, review } = glass;
  const [said, say] = useState<NonNullable<BrokenGlass['verdict']>>('justified');
  if (verdict !== null) {
    return (
      <span title={review ?? ''}>
        <Status name={verdict === 'justified' ? 'done' : 'refused'}>
          {plain(verdict)}, says {reviewedBy}
        </Status>
      </span>
    );
  }
  if (!isOver(glass)) return <span className="t3">once it is over</span>;
  return (
    <Act
      label="Review"
      title={`Review ${id}`}
      operation="reviewBrokenGlass"
      explain={`${person} took the role ${role}; another person reviews, and the case of it closes.`}
      does={(reason) =>
        api.POST('/v1/break-glass/{glass}/review', {
          params: { path: { glass: id } },
          body: { verdict: said, reason },
        })
      }
    >
      <label className="fld">
        Was it right?
        <select value={said} onChange={({ target }) => say(target.value as typeof said)}>
          <option value="justified">It was justified</option>
          <option value="not-justified">It was not justified</option>
        </select>
      </label>
    </Act>
  );
}

export function Emergencies() {
  const pages = usePages('/v1/break-glass', {});
  const open = pages.items.filter(({ verdict }) => verdict === null);
  const [first] = open;
  return (
    <>
      {pages.isLoading ? null : (
        <Answers single>
          <Answer
            question="Did somebody take a role that they lack?"
            status={first === undefined ? 'done' : 'blocked'}
            sentence={
              first === undefined
                ? 'Nobody whose emergency is not reviewed.'
                : `${counted(open.length, 'emergency is', 'emergencies are')} not reviewed; the last: ` +
                  `${first.person} as ${first.role}.`
            }
            why="It counts at once, ends by itself, and what was done under it bears its number in the chain."
          />
        </Answers>
      )}
      <section className="card">
        <LongTable
          label="Roles taken in an emergency"
          pages={pages}
          columns={columns}
          keyOf={({ id }) => id}
          open={() => undefined}
          empty={
            <Empty title="Nobody took a role in an emergency.">
              Whoever must, takes one for minutes: in the menu under their initials.
            </Empty>
          }
        />
      </section>
    </>
  );
}
