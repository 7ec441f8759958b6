/** Open cases by the role that decides them, and how old they are. */
import { useNow } from '../../api/server-time.ts';
import type { Overview } from '../../api/types.ts';
import { Card, Empty } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { duration, number, sums, type Money } from '../../words/format.ts';
import { roleName } from '../../words/names.ts';

/** How amber an age is, from under four hours to over three days. */
const AGE_TINTS = [0, 30, 65, 100];
const tintOf = (age: number): string =>
  `color-mix(in srgb,var(--late-fill) ${AGE_TINTS[age]}%,var(--calm-fill))`;

export function RoleCases({ data }: { data: Overview }) {
  const now = useNow();
  const most = Math.max(1, ...data.cases.map(({ open }) => open));
  return (
    <Card
      span="c5"
      title="Cases by role and age"
      aside={
        <span className="key">
          <span>
            <i className="solid-calm" />
            under 4 h
          </span>
          <span>
            <i className="solid-late" />
            over 3 d
          </span>
        </span>
      }
    >
      {data.cases.length === 0 ? (
        <Empty title="No case is open." />
      ) : (
        <table className="tight">
          <TableHead
            columns={[
              'Role', ofNumbers('Open'), { name: 'Age', look: 'only-d', width: '30%' },
              ofNumbers('Oldest'), ofNumbers('Exposure'),
            ]}
          />
          <tbody>
            {data.cases.map(({ role, open, ages, oldestAt, exposure }) => (
              <tr key={role}>
                <td>
                  <To to={`/cases?role=${role}`}>{roleName(role)}</To>
                </td>
                <td className="n">{number(open)}</td>
                <td className="only-d">
                  <span className="agebar" style={{ width: `${(open / most) * 100}%` }}>
                    {ages.map((count, at) =>
                      count === 0 ? null : (
                        <i
                          key={AGE_TINTS[at]}
                          style={{
                            flex: count,
                            background: tintOf(at),
                          }}
                        />
                      ),
                    )}
                  </span>
                </td>
                <td className="n">{duration(now - Date.parse(oldestAt))}</td>
                <td className="n">{sums(exposure.slice(0, 1)) ?? <span className="t3">–</span>}</td>
              </tr>
            ))}
            <tr className="sum">
              <td>All roles</td>
              <td className="n">{number(countOpen(data))}</td>
              <td className="only-d" />
              <td className="n">
                {duration(now - Math.min(...data.cases.map(({ oldestAt }) => Date.parse(oldestAt))))}
              </td>
              <td className="n">{sums(exposureOf(data).slice(0, 1)) ?? <span className="t3">–</span>}</td>
            </tr>
          </tbody>
        </table>
      )}
    </Card>
  );
}

/** What depends on all of them, by currency; the largest first. */
const exposureOf = (data: Overview): readonly Money[] =>
  [...Map.groupBy(data.cases.flatMap(({ exposure }) => exposure), ({ currency }) => currency)]
    .map(([currency, some]) => ({
      currency,
      amount: some.reduce((sum, { amount }) => sum + Number(amount), 0).toFixed(2),
    }))
    .toSorted((a, b) => Number(b.amount) - Number(a.amount));

const countOpen = (data: Overview): number => data.cases.reduce((sum, { open }) => sum + open, 0);
