/** How many equations hold over time, and which break where. */
import { scaleLinear } from 'd3-scale';
import type { Overview } from '../api/types.ts';
import { Icon } from '../parts/icon.tsx';
import { Card } from '../parts/surface.tsx';
import { ofNumbers, TableHead } from '../parts/table-head.tsx';
import { To } from '../shell/link.tsx';
import { counted, moment, number, percent, sums } from '../words/format.ts';
import { equationParts, systemShort } from '../words/names.ts';

/** Share of equations that ought to hold at any time. */
const TARGET = 0.999;

export function AgreementCard({ data }: { data: Overview }) {
  return (
    <Card
      span="c7"
      title="Agreement, by equation and by the system that is odd"
      aside={`${number(data.equations.checked)} equations`}
    >
      <div className="pad" style={{ paddingBottom: 10 }}>
        <Series data={data} />
      </div>
      <Matrix data={data} />
    </Card>
  );
}

function Series({ data }: { data: Overview }) {
  const { checked, broken } = data.equations;
  const now = Date.parse(data.at);
  const points = [
    ...data.series.map((sample) => ({
      at: Date.parse(sample.at),
      rate: sample.checked === 0 ? 1 : 1 - sample.broken / sample.checked,
    })),
    { at: now, rate: checked === 0 ? 1 : 1 - broken / checked },
  ];
  const lowest = Math.min(0.996, ...points.map(({ rate }) => rate));
  const x = scaleLinear([points[0]!.at, Math.max(now, points[0]!.at + 1)], [4, 564]);
  const y = scaleLinear([lowest, 1], [82, 8]);
  const last = points.at(-1)!;
  const isBelow = last.rate < TARGET;
  const path = (some: typeof points): string =>
    some
      .map(({ at, rate }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(rate).toFixed(1)}`)
      .join('');
  const fromGood = points.findLastIndex(({ rate }) => rate >= TARGET);
  const middleAt = (points[0]!.at + now) / 2;
  const share = percent(last.rate * 10_000, 10_000);
  return (
    <svg
      className="ch wide"
      viewBox="0 0 660 104"
      role="img"
      aria-label={
        `Agreement: ${share} of equations hold now; the target is 99.9 percent. ` +
        `The lower line is ${percent(lowest * 1e4, 1e4)}.`
      }
    >
      <path className="ax" d="M0 8H568M0 82H568" />
      <path d={`M0 ${y(TARGET)}H568`} stroke="var(--text-3)" strokeDasharray="3 3" />
      <text x="576" y={y(TARGET) + (isBelow ? 0 : 16)}>
        target 99.9
      </text>
      <path d={path(points)} fill="none" stroke="var(--text-2)" strokeWidth="1.8" />
      {isBelow ? (
        <path
          d={path(points.slice(Math.max(0, fromGood)))}
          fill="none"
          stroke="var(--broken)"
          strokeWidth="2.2"
        />
      ) : null}
      <circle cx={x(last.at)} cy={y(last.rate)} r="4" fill={isBelow ? 'var(--broken)' : 'var(--ok-fill)'} />
      <text className="t b" x="576" y={y(last.rate) + (isBelow ? 10 : 2)}>
        {share.replace(' %', '')} now
      </text>
      <text x="0" y="100">
        {moment(new Date(points[0]!.at).toISOString(), now)}
      </text>
      {points.length > 6 ? (
        <text x={x(middleAt)} y="100" textAnchor="middle">
          {moment(new Date(middleAt).toISOString(), now)}
        </text>
      ) : null}
      <text x="568" y="100" textAnchor="end">
        now
      </text>
    </svg>
  );
}

/** Equations that every order has: they are shown although they hold. */
const USUAL = [
  'ordered = cancelled + open + shipped',
  'shipped = invoiced + billable or held',
  'invoice = goods + freight + tax',
  'received = applied + unapplied',
];

/** Systems with a column of their own: more do not fit beside what is at stake. */
const COLUMNS_MAX = 6;

function Matrix({ data }: { data: Overview }) {
  const names = [...new Set([...data.matrix.map(({ equation }) => equation), ...USUAL])];
  const systems = data.systems.map(({ system }) => system);
  const odd = new Set(data.matrix.map((cell) => cell.odd));
  const agreeing = systems.filter((system) => !odd.has(system));
  // A screen has room for some, a phone for those that are odd: the others agree, and share a column.
  const apart = agreeing.slice(0, Math.max(0, COLUMNS_MAX - odd.size));
  const columns = [...new Set([...systems.filter((system) => odd.has(system)), ...odd]), ...apart];
  const others = agreeing.slice(apart.length);
  const look = (system: string): string => (odd.has(system) ? 'c' : 'c only-d');
  const most = Math.max(1, ...data.matrix.map(({ count }) => count));
  const stake = sums(data.equations.atStake.slice(0, 1));
  const total = (some: Overview['matrix']): number => some.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Broken equations by odd system">
      <table className="mx">
        <TableHead
          columns={[
            'Equation, per line',
            ...columns.map((system) => ({ name: systemShort(system), look: look(system) })),
            ...(others.length === 0
              ? []
              : [
                  {
                    name: counted(others.length, 'other'),
                    look: 'c only-d',
                    title: others.map(systemShort).join(', '),
                  },
                ]),
            ofNumbers('Broken'),
            ofNumbers('At stake'),
          ]}
        />
        <tbody>
          {names.map((name) => {
            const row = data.matrix.filter(({ equation }) => equation === name);
            const { head, tail } = equationParts(name);
            return (
              <tr key={name}>
                <td>
                  <b className="b">{head}</b>
                  <span className="sub only-d nw">= {tail}</span>
                </td>
                {columns.map((system) => (
                  <Cell
                    key={system}
                    cell={row.find((cell) => cell.odd === system)}
                    look={look(system)}
                    most={most}
                  />
                ))}
                {others.length === 0 ? null : <Cell cell={undefined} look="c only-d" most={most} />}
                <td className="n">{row.length === 0 ? <span className="t3">0</span> : number(total(row))}</td>
                <td className="n">
                  {sums(row.flatMap(({ atStake }) => atStake).slice(0, 1)) ?? <span className="t3">–</span>}
                </td>
              </tr>
            );
          })}
          <tr className="sum">
            <td>Odd one out</td>
            {columns.map((system) => (
              <td key={system} className={look(system)}>
                {total(data.matrix.filter((cell) => cell.odd === system)) || ''}
              </td>
            ))}
            {others.length === 0 ? null : <td className="c only-d" />}
            <td className="n">{number(total(data.matrix))}</td>
            <td className="n">{stake ?? <span className="t3">–</span>}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly cell: Overview['matrix'][number] | undefined;
  readonly look: string;
  readonly most: number;
}

function Cell({ cell, look, most }: CellProps) {
  if (cell === undefined) {
    return (
      <td className={look}>
        <span className="ok">
          <Icon name="agrees" />
          <span className="vh">agrees</span>
        </span>
      </td>
    );
  }
  const depth = 46 + 54 * (cell.count / most);
  return (
    <td className={look}>
      <To to="/orders?broken=1" className="hc" style={{ ['--a' as string]: `${depth}%` }}>
        {number(cell.count)}
      </To>
    </td>
  );
}
