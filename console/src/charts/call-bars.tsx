/** Calls of one system, minute by minute: answered below, refused above, without an answer hatched on top. */
import { scaleLinear } from 'd3-scale';
import type { SystemCalls } from '../api/types.ts';
import { counted, number, timeOfDay } from '../words/format.ts';

const [WIDE, HIGH, LEFT, BASE] = [640, 124, 34, 100] as const;
const MINUTE_MS = 60_000;

/** What becomes of calls, from the bottom of a bar to its top. */
const PARTS = [
  ['answered', 'var(--ok-fill)'],
  ['refused', 'var(--bad-soft)'],
  ['timedOut', 'url(#no-answer)'],
] as const;

export function CallBars({ data: { from, at, calls } }: { data: SystemCalls }) {
  const [first, last] = [Date.parse(from), Date.parse(at)];
  const minutes = Math.max(1, Math.floor((last - first) / MINUTE_MS) + 1);
  const most = Math.max(
    1,
    ...calls.map(({ answered, timedOut, refused }) => answered + timedOut + refused),
  );
  const y = scaleLinear([0, most], [0, BASE - 12]);
  const x = scaleLinear([0, minutes], [LEFT, WIDE]);
  const wide = x(1) - x(0);
  const sum = (part: 'answered' | 'timedOut' | 'refused'): number =>
    calls.reduce((total, call) => total + call[part], 0);
  const said =
    `${counted(minutes, 'minute')}: ${number(sum('answered'))} answered, ` +
    `${number(sum('refused'))} refused, ` +
    `${number(sum('timedOut'))} without an answer; at most ${number(most)} in a minute.`;
  return (
    <svg className="ch wide" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={said}>
      <defs>
        <pattern
          id="no-answer"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="5" height="5" fill="var(--doubt-soft)" />
          <rect width="2.6" height="5" fill="var(--doubt-fill)" />
        </pattern>
      </defs>
      <path className="ax" d={`M${LEFT} ${BASE - y(most)}H${WIDE}M${LEFT} ${BASE}H${WIDE}`} />
      <text x={LEFT - 6} y={BASE - y(most) + 4} textAnchor="end">
        {number(most)}
      </text>
      <text x={LEFT - 6} y={BASE + 4} textAnchor="end">
        0
      </text>
      {calls.map((call) => {
        const left = x((Date.parse(call.minute) - first) / MINUTE_MS) + wide * 0.12;
        let top = BASE;
        return (
          <g key={call.minute}>
            {PARTS.map(([part, fill]) => {
              const high = y(call[part]);
              top -= high;
              return high === 0 ? null : (
                <rect
                  key={part}
                  x={left}
                  y={top}
                  width={wide * 0.76}
                  height={high}
                  fill={fill}
                  {...(part === 'refused' ? { stroke: 'var(--bad-fill)' } : {})}
                />
              );
            })}
          </g>
        );
      })}
      <text x={LEFT} y={HIGH - 6}>
        {timeOfDay(first)}
      </text>
      <text x={WIDE} y={HIGH - 6} textAnchor="end">
        {timeOfDay(last)}
      </text>
    </svg>
  );
}
