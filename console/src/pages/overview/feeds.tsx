/** How fresh and how honest each system is. */
import { useNow } from '../../api/server-time.ts';
import type { Overview } from '../../api/types.ts';
import { Card } from '../../parts/surface.tsx';
import { Status } from '../../parts/status.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { duration, number } from '../../words/format.ts';
import { systemName } from '../../words/names.ts';
import { isSilent, silenceOf } from '../../words/silence.ts';

export function Feeds({ data }: { data: Overview }) {
  const now = useNow();
  return (
    <Card
      span="c12"
      title="How fresh and how honest each system is"
      aside="the mark is the promise; lost means a fact arrived only by sweep"
    >
      <table className="stack feeds">
        <TableHead
          columns={[
            'System', { name: 'Last heard of, against its promise', width: '34%' },
            ofNumbers('Lost and repaired, 24 h'), ofNumbers('In doubt'), 'State',
          ]}
        />
        <tbody>
          {data.systems.map((system) => (
            <FeedRow key={system.system} system={system} now={now} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function FeedRow({ system: row, now }: { system: Overview['systems'][number]; now: number }) {
  const age = silenceOf(row, now);
  const isLate = isSilent(row, now);
  const share = age === null || row.promisedMs === null ? 0 : Math.min(1, age / (2 * row.promisedMs));
  return (
    <tr>
      <td className="w2">
        <To to={`/systems/${row.system}`} className="b">
          {systemName(row.system)}
        </To>{' '}
        {row.connector === row.system ? null : <span className="t3">{row.connector}</span>}
      </td>
      <td className="w">
        <span className="bl">
          <span className="bt">
            <i className={isLate ? 'solid-late' : 'solid-calm'} style={{ width: `${share * 100}%` }} />
            {row.promisedMs === null ? null : <u />}
          </span>
          <span className={isLate ? 'nw late b' : 'nw'}>{age === null ? '?' : duration(age)}</span>
          <span className="t3 nw">{row.promisedMs === null ? '' : `of ${duration(row.promisedMs)}`}</span>
        </span>
      </td>
      <td className={row.lost24h === 0 ? 'n only-d' : 'n'} data-l="Lost, 24 h">
        {row.lost24h === 0 ? (
          <span className="t3">0</span>
        ) : (
          <>
            <b className="b bad">{number(row.lost24h)}</b>{' '}
            <span className="t3">of {number(row.facts24h)}</span>
          </>
        )}
      </td>
      <td className={row.inDoubt === 0 ? 'n only-d' : 'n'} data-l="In doubt">
        {row.inDoubt === 0 ? (
          <span className="t3">0</span>
        ) : (
          <span className="doubt b">{number(row.inDoubt)}</span>
        )}
      </td>
      <td className="stt">
        <SystemState row={row} isLate={isLate} />
      </td>
    </tr>
  );
}

/** The state of a system in one word, the loudest first. */
export function SystemState({ row, isLate }: { row: Overview['systems'][number]; isLate: boolean }) {
  if (row.breaker === 'open') return <Status name="half-open" />;
  if (row.parked > 0) return <Status name="parked">{number(row.parked)} parked</Status>;
  if (isLate) return <Status name="late">Silent</Status>;
  if (row.failing > 0) return <Status name="failing" />;
  return <Status name="healthy" />;
}
