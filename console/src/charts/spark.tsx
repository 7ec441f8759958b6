/** How a figure went: a line of a table high, its target dashed, the last point marked. */
import { scaleLinear } from 'd3-scale';

const [WIDE, HIGH] = [96, 22] as const;

interface Props {
  readonly values: readonly number[];
  readonly target: number;
  readonly isMissed: boolean;
  /** Said to whoever listens. */
  readonly label: string;
}

export function Spark({ values, target, isMissed, label }: Props) {
  const low = Math.min(target, ...values);
  const high = Math.max(target, ...values);
  const y = scaleLinear([low, high === low ? low + 1 : high], [HIGH - 4, 4]);
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [2, WIDE - 5]);
  const path = values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
  const end = values.length - 1;
  return (
    <svg className="spark" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
      <path d={`M2 ${y(target)}H${WIDE - 5}`} stroke="var(--text-3)" strokeDasharray="2 3" />
      <path d={path} fill="none" stroke="var(--text-2)" strokeWidth="1.5" />
      <circle cx={x(end)} cy={y(values[end]!)} r="2.6" fill={isMissed ? 'var(--bad)' : 'var(--text)'} />
    </svg>
  );
}
