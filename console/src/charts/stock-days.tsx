/** Stock of fourteen days: what lay there as steps, what of it could be promised dashed. */
import { scaleLinear } from 'd3-scale';
import type { ItemReading } from '../api/types.ts';
import { dayOf, number } from '../words/format.ts';

const [WIDE, HIGH, LEFT, RIGHT] = [344, 96, 40, 262] as const;
/** Lines of text do not lie on each other. */
const LINE = 12;

type Day = ItemReading['series'][number];
type Point = readonly [x: number, y: number];

/** Steps: a figure counts until the end of the next day says another. */
const steps = (points: readonly Point[]): string =>
  points.map(([x, y], index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join('');

export function StockDays({ series }: { series: readonly Day[] }) {
  const last = series.at(-1);
  if (last === undefined) return null;
  const known = series.flatMap(({ onHand, availableToPromise }) => [
    Number(onHand), Number(availableToPromise ?? 0),
  ]);
  const y = scaleLinear([Math.min(0, ...known), Math.max(1, ...known)], [HIGH - 16, 10]).nice(2);
  const x = scaleLinear([0, series.length - 1], [LEFT, RIGHT]);
  const pointsOf = (member: 'onHand' | 'availableToPromise'): Point[] =>
    series.flatMap((day, index) => {
      const value = day[member];
      return value === null ? [] : [[x(index), y(Number(value))] as const];
    });
  const free = last.availableToPromise;
  const [onHandAt, freeAt] = [y(Number(last.onHand)), y(Number(free ?? 0))];
  const isClose = Math.abs(onHandAt - freeAt) < LINE;
  const isLower = freeAt >= onHandAt;
  const said =
    `On hand: ${number(series[0]!.onHand)} on ${dayOf(series[0]!.day)}, ${number(last.onHand)} today` +
    (free === null ? '.' : `; ${number(free)} of it can be promised.`);
  return (
    <svg
      className="ch"
      style={{ maxWidth: WIDE }}
      viewBox={`0 0 ${WIDE} ${HIGH + 4}`}
      role="img"
      aria-label={said}
    >
      {y.ticks(2).map((tick) => (
        <g key={tick}>
          <path className="ax" d={`M${LEFT} ${y(tick)}H${RIGHT}`} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {number(tick)}
          </text>
        </g>
      ))}
      <path d={steps(pointsOf('onHand'))} fill="none" stroke="var(--text)" strokeWidth="1.6" />
      <path
        d={steps(pointsOf('availableToPromise'))}
        fill="none"
        stroke="var(--text-2)"
        strokeWidth="1.6"
        strokeDasharray="3 2"
      />
      <text className="t b" x={RIGHT + 6} y={onHandAt + 4 + (isClose ? (isLower ? -LINE : LINE) / 2 : 0)}>
        {number(last.onHand)} on hand
      </text>
      {free === null ? null : (
        <text x={RIGHT + 6} y={freeAt + 4 + (isClose ? (isLower ? LINE : -LINE) / 2 : 0)}>
          {number(free)} to promise
        </text>
      )}
      <text x={LEFT} y={HIGH + 2}>
        {dayOf(series[0]!.day)}
      </text>
      <text x={RIGHT} y={HIGH + 2} textAnchor="end">
        today
      </text>
    </svg>
  );
}
