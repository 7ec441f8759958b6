/** Who may say this? Facts and fields by system, who wins a conflict, and what was left out. */
import { useRead } from '../api/client.ts';
import type { Ownership } from '../api/types.ts';
import { Answer, Answers, Loaded, PageHead } from '../parts/surface.tsx';
import { inTheMiddle, TableHead } from '../parts/table-head.tsx';
import { counted, number } from '../words/format.ts';
import { factName, plain, systemShort } from '../words/names.ts';

export default function OwnershipPage() {
  const matrix = useRead('/v1/ownership', {});
  return (
    <>
      <PageHead crumb="Integration" title="Ownership" />
      <Loaded query={matrix} what="The matrix">
        {({ types }) => {
          const systems = [
            ...new Set(
              types.flatMap(({ owners, fields }) => [...owners, ...fields.flatMap((field) => field.owners)]),
            ),
          ].sort();
          const shared = types.filter(({ owners }) => owners.length > 1).length;
          const left = types
            .flatMap(({ fields }) => fields.flatMap(({ ignored }) => ignored))
            .reduce((sum, { count }) => sum + count, 0);
          return (
            <>
              <Answers single>
                <Answer
                  question="Who may say this?"
                  status={left === 0 ? 'holds' : 'late'}
                  sentence={`${counted(types.length, 'fact type')}, ${number(shared)} said by several.`}
                  why={
                    left === 0
                      ? 'A field that its sender does not own is left out; none was so far.'
                      : `${counted(left, 'value was', 'values were')} left out: not their sender’s field.`
                  }
                />
              </Answers>
              <section className="card">
                <div className="scroll" tabIndex={0} role="region" aria-label="Ownership matrix">
                  <table className="mx">
                    <TableHead
                      columns={[
                        'Fact, and field',
                        ...systems.map((system) => inTheMiddle(systemShort(system))),
                        'Conflict',
                      ]}
                    />
                    <tbody>
                      {types.map((type) => (
                        <Rows key={type.type} type={type} systems={systems} />
                      ))}
                    </tbody>
                  </table>
                </div>
              </section>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

type Type = Ownership['types'][number];

function Rows({ type, systems }: { type: Type; systems: readonly string[] }) {
  const { type: name, owners, fields, told } = type;
  const settledBy = fields.length > 0 ? 'by field' : owners.length > 1 ? 'newest version' : '–';
  return (
    <>
      <tr>
        <td>
          <b className="b">{factName(name)}</b>
          <span className="sub nw">
            {name}
            {told.length === 0 ? '' : `, told to ${told.map(systemShort).join(', ')}`}
          </span>
        </td>
        {systems.map((system) => (
          <Owner key={system} rank={owners.indexOf(system)} isOne={owners.length === 1} />
        ))}
        <td className="t3">{settledBy}</td>
      </tr>
      {fields.map(({ field, owners: own, conflict, otherwise, ignored }) => (
        <tr key={field}>
          <td style={{ paddingLeft: 34 }}>
            {field}
            {ignored.map(({ system, count }) => (
              <span key={system} className="sub late">
                {number(count)} of {systemShort(system)} left out
              </span>
            ))}
          </td>
          {systems.map((system) => (
            <Owner key={system} rank={own.indexOf(system)} isOne={own.length === 1} />
          ))}
          <td className="t2">{conflict === null ? `others: ${otherwise}` : plain(conflict)}</td>
        </tr>
      ))}
    </>
  );
}

/** The first owner of several stands before the others. */
function Owner({ rank, isOne }: { rank: number; isOne: boolean }) {
  if (rank < 0) return <td className="c" />;
  return (
    <td className="c">
      <span className={rank === 0 ? 'tag ok' : 'tag calm'}>
        {isOne ? 'owns' : ordinal(rank + 1)}
      </span>
    </td>
  );
}

const ENDINGS = ['th', 'st', 'nd', 'rd'] as const;

/** Ranks are small: nobody is the 21st to be asked. */
const ordinal = (rank: number): string => `${rank}${ENDINGS[rank] ?? 'th'}`;
