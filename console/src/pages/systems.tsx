/** Which system lets us down: freshness against promise, queue, budget, doubts, sweeps, the fault dial. */
import { useRead } from '../api/client.ts';
import { api } from '../api/request.ts';
import { useNow } from '../api/server-time.ts';
import type { Overview } from '../api/types.ts';
import { Answer, Answers, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { Act } from '../parts/act.tsx';
import { ACTS, ofNumbers, TableHead } from '../parts/table-head.tsx';
import { To } from '../shell/link.tsx';
import { counted, duration, moment, number } from '../words/format.ts';
import { systemName } from '../words/names.ts';
import { isSilent, silenceOf } from '../words/silence.ts';
import { SystemState } from './overview/feeds.tsx';
import { Sandbox } from './systems/sandbox.tsx';
import { SystemDetail } from './systems/system-detail.tsx';

type Row = Overview['systems'][number];

export default function SystemsPage({ system = null }: { system?: string | null }) {
  const overview = useRead('/v1/console/overview', {});
  return (
    <>
      <PageHead crumb="Integration" title={system === null ? 'Systems' : systemName(system)} />
      <Loaded query={overview} what="The systems">
        {({ systems }) => (
          <>
            <Questions rows={systems} />
            <Table rows={systems} selected={system ?? worstOf(systems)} />
            <SystemDetail key={system} system={system ?? worstOf(systems)} />
            <Sandbox />
          </>
        )}
      </Loaded>
    </>
  );
}

function Questions({ rows }: { rows: readonly Row[] }) {
  const now = useNow();
  const trouble = rows.toSorted((a, b) => weight(b) - weight(a))[0];
  const stale = rows
    .filter((row) => isSilent(row, now))
    .sort((a, b) => (silenceOf(b, now) ?? Infinity) - (silenceOf(a, now) ?? Infinity))[0];
  const lost = rows.reduce((sum, { lost24h }) => sum + lost24h, 0);
  const isWell = trouble === undefined || weight(trouble) === 0;
  return (
    <Answers>
      <Answer
        question="Which system is letting us down?"
        status={
          isWell
            ? 'healthy'
            : trouble.breaker === 'open'
              ? 'half-open'
              : trouble.inDoubt > 0
                ? 'in-doubt'
                : 'parked'
        }
        sentence={
          isWell
            ? 'None: every system answers, and nothing is in doubt.'
            : `${systemName(trouble.system)}: ${[
                trouble.breaker === 'open' ? 'it does not answer' : '',
                trouble.inDoubt > 0 ? counted(trouble.inDoubt, 'call in doubt', 'calls in doubt') : '',
                trouble.parked > 0 ? `${number(trouble.parked)} parked` : '',
                trouble.failing > 0 ? `${number(trouble.failing)} tried again` : '',
              ]
                .filter((part) => part !== '')
                .join(', ')}.`
        }
        why={
          isWell
            ? 'Orders are taken all the same when one does not: its commands queue, in order per order.'
            : `${counted(trouble.queued, 'command waits', 'commands wait')} for it. Orders are still ` +
              'taken; what is in doubt is probed, and never sent again blindly.'
        }
      />
      <Answer
        question="Whose word is out of date?"
        status={stale === undefined ? 'holds' : 'late'}
        sentence={
          stale === undefined
            ? 'Nobody’s: each was heard of within its promise.'
            : `${systemName(stale.system)}: ${lastHeard(stale, now)}, ` +
              `promise ${duration(stale.promisedMs!)}.`
        }
        why={
          lost === 0
            ? 'In the last 24 h no fact came by a sweep alone.'
            : `${counted(lost, 'fact')} of the last 24 h came only by sweep: silent loss, repaired.`
        }
      />
    </Answers>
  );
}

const lastHeard = (row: Row, now: number): string =>
  row.heardAt === null ? 'never heard of' : `last heard of ${duration(silenceOf(row, now)!)} ago`;

/** The system to look at first. */
const worstOf = (rows: readonly Row[]): string =>
  rows.toSorted((a, b) => weight(b) - weight(a))[0]?.system ?? '';

const weight = (row: Row): number =>
  (row.breaker === 'open' ? 1_000_000 : 0) + row.inDoubt * 1_000 + row.parked * 100 + row.failing;

function Table({ rows, selected }: { rows: readonly Row[]; selected: string | null }) {
  const now = useNow();
  return (
    <section className="card">
      <table className="stack">
        <TableHead
          columns={[
            'System', 'State', { name: 'Last heard of', look: 'n', below: 'promise' },
            ofNumbers('Queued'), 'Under way, of its budget', ofNumbers('In doubt'), ofNumbers('Parked'),
            ofNumbers('Lost 24 h'), ofNumbers('Differs'), ofNumbers('Swept'), ACTS,
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <SystemRow key={row.system} row={row} now={now} isSelected={row.system === selected} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? <Empty title="No system is configured." /> : null}
    </section>
  );
}

const Count = ({ value, tone }: { value: number; tone: string }) =>
  value === 0 ? <span className="t3">0</span> : <b className={`b ${tone}`}>{number(value)}</b>;

function SystemRow({ row, now, isSelected }: { row: Row; now: number; isSelected: boolean }) {
  const age = silenceOf(row, now);
  const late = isSilent(row, now);
  const share = row.concurrency === null ? 0 : Math.min(1, row.inFlight / row.concurrency);
  return (
    <tr className={isSelected ? 'sel' : ''}>
      <td className="w2">
        <To to={`/systems/${row.system}`} className="b">
          {systemName(row.system)}
        </To>{' '}
        {row.connector === row.system ? null : <span className="t3">{row.connector}</span>}
      </td>
      <td>
        <SystemState row={row} isLate={late} />
      </td>
      <td className="n" data-l="Last heard of">
        <span className={late ? 'late b' : 'b'}>{age === null ? '?' : duration(age)}</span>
        <span className="t3"> / {row.promisedMs === null ? '–' : duration(row.promisedMs)}</span>
      </td>
      <td className={row.queued === 0 ? 'n only-d' : 'n'} data-l="Queued">
        {row.queued === 0 ? <span className="t3">0</span> : number(row.queued)}
      </td>
      <td className="only-d">
        <span className="mt">
          <span className="bar">
            <i className="solid-calm" style={{ width: `${share * 100}%` }} />
          </span>
          <span className="num">
            {number(row.inFlight)}
            <span className="t3">/{row.concurrency ?? '–'}</span>
          </span>
        </span>
      </td>
      <td className={row.inDoubt === 0 ? 'n only-d' : 'n'} data-l="In doubt">
        <Count value={row.inDoubt} tone="doubt" />
      </td>
      <td className={row.parked === 0 ? 'n only-d' : 'n'} data-l="Parked">
        <Count value={row.parked} tone="bad" />
      </td>
      <td className={row.lost24h === 0 ? 'n only-d' : 'n'} data-l="Lost 24 h">
        <Count value={row.lost24h} tone="bad" />
      </td>
      <td className={row.differences === 0 ? 'n only-d' : 'n'} data-l="Differs">
        {row.comparedAt === null ? (
          <span className="t3" title="nothing that it holds can be compared">
            –
          </span>
        ) : (
          <Count value={row.differences} tone="bad" />
        )}
      </td>
      <td className="n t2" data-l="Swept">
        {row.sweptAt === null ? '—' : moment(row.sweptAt, now)}
      </td>
      <td>
        <Act
          label="Sweep"
          title={`Sweep ${systemName(row.system)} now`}
          operation="beginSweep"
          explain="It reads what changed, then compares what it holds with ours; nothing changes there."
          does={() => api.POST('/v1/sweeps', { body: { system: row.system } })}
          needsReason={false}
        />
      </td>
    </tr>
  );
}
