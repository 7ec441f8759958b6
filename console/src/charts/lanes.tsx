/** A lane for each system, one axis of time: waiting grows in the lane of whoever owes the answer. */

import { duration, timeOfDay, weekdayOf } from '../words/format.ts';
import type { Dot, Lane, Span } from './lane-model.ts';
import type { TimeAxis } from './time-axis.ts';

export const LANES = { width: 1180, left: 104, top: 30, lane: 42 } as const;

interface Props {
  readonly lanes: readonly Lane[];
  readonly axis: TimeAxis;
  /** The moment that is shown. */
  readonly at: number;
  readonly isPast: boolean;
  readonly selected: string | null;
  readonly select: (fact: string) => void;
}

export function Lanes({ lanes, axis, at, isPast, selected, select }: Props) {
  const bottom = LANES.top + lanes.length * LANES.lane;
  const count = lanes.reduce((sum, { dots }) => sum + dots.length, 0);
  const now = axis.x(at);
  return (
    <svg
      className="ch lanes only-d"
      viewBox={`0 0 ${LANES.width} ${bottom + 18}`}
      role="img"
      aria-label={`Timeline across ${lanes.length} systems. The list below holds the same ${count} facts.`}
    >
      <path className="ax" d={`M0 ${LANES.top}H${LANES.width}`} />
      <StartLabels axis={axis} now={at} />
      {lanes.map((lane, index) => (
        <LaneRow key={lane.system} lane={lane} y={LANES.top + index * LANES.lane} axis={axis} now={now} />
      ))}
      {axis.folds.map((fold) => (
        <g key={fold.x}>
          <rect
            x={fold.x}
            y={LANES.top}
            width={fold.width}
            height={bottom - LANES.top}
            fill="var(--canvas)"
          />
          <path
            d={`M${fold.x} ${LANES.top}V${bottom}M${fold.x + fold.width} ${LANES.top}V${bottom}`}
            stroke="var(--border)"
            strokeDasharray="2 3"
          />
        </g>
      ))}
      <FoldLabels axis={axis} y={bottom + 13} />
      {lanes.map((lane, index) => (
        <LaneMarks
          key={lane.system}
          lane={lane}
          y={LANES.top + index * LANES.lane + 21}
          axis={axis}
          now={now}
          selected={selected}
          select={select}
        />
      ))}
      {isPast ? (
        <rect
          x={now}
          y={LANES.top}
          width={Math.max(0, LANES.width - now)}
          height={bottom - LANES.top}
          fill="var(--past-soft)"
          opacity=".92"
        />
      ) : null}
      <path
        d={`M${now} ${LANES.top - 4}V${bottom}`}
        stroke={isPast ? 'var(--past)' : 'var(--text)'}
        strokeWidth="1.5"
      />
      <rect x={now - 25} y="8" width="50" height="17" rx="3" fill={isPast ? 'var(--past)' : 'var(--ink)'} />
      <text
        x={now}
        y="20"
        textAnchor="middle"
        style={{ fill: isPast ? 'var(--surface)' : 'var(--on-ink)', stroke: 'none' }}
      >
        {timeOfDay(at)}
      </text>
    </svg>
  );
}

/** Pixels of one character of a label. */
const CHARACTER = 6.1;
const widthOf = (text: string): number => text.length * CHARACTER;

function StartLabels({ axis, now }: { axis: TimeAxis; now: number }) {
  const nowX = axis.x(now);
  let free = 0;
  return axis.starts.map(({ at, x }) => {
    const isToday = new Date(at).toDateString() === new Date(now).toDateString();
    const label = `${isToday ? 'Today' : weekdayOf(at)} ${timeOfDay(at)}`;
    const left = x - 4;
    const isHidden = left < free || (left < nowX + 30 && left + widthOf(label) > nowX - 30);
    if (isHidden) return null;
    free = left + widthOf(label) + 8;
    return (
      <text key={at} className="t2" x={left} y="21">
        {label}
      </text>
    );
  });
}

/** How long each fold is; where folds stand close, the longer one says so. */
function FoldLabels({ axis, y }: { axis: TimeAxis; y: number }) {
  const taken: (readonly [number, number])[] = [];
  return axis.folds
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ x, width, ms }) => {
      const label = duration(ms);
      const middle = x + width / 2;
      const half = widthOf(label) / 2 + 3;
      if (taken.some(([from, to]) => middle - half < to && middle + half > from)) return null;
      taken.push([middle - half, middle + half]);
      return (
        <text key={x} x={middle} y={y} textAnchor="middle" style={{ fontSize: 10 }}>
          {label}
        </text>
      );
    });
}

function LaneRow({ lane, y, axis, now }: { lane: Lane; y: number; axis: TimeAxis; now: number }) {
  const loud = lane.spans.find(({ to, kind }) => to === null && (kind === 'late' || kind === 'doubt'));
  return (
    <g>
      <text className="t b" x="0" y={y + 20}>
        {lane.name}
      </text>
      <text x="0" y={y + 33} style={{ fontSize: 10 }}>
        {lane.about}
      </text>
      <path className="ax" d={`M0 ${y + LANES.lane}H${LANES.width}`} />
      {loud === undefined ? null : (
        <rect
          x={LANES.left}
          y={y + 1}
          width={Math.max(0, (now > axis.x(loud.from) ? LANES.width : now) - LANES.left)}
          height={LANES.lane - 2}
          fill={loud.kind === 'doubt' ? 'var(--doubt-soft)' : 'var(--late-soft)'}
          opacity=".7"
        />
      )}
    </g>
  );
}

interface MarksProps {
  readonly lane: Lane;
  readonly y: number;
  readonly axis: TimeAxis;
  readonly now: number;
  readonly selected: string | null;
  readonly select: (fact: string) => void;
}

function LaneMarks({ lane, y, axis, now, selected, select }: MarksProps) {
  const placed = placeLabels(lane, axis, now);
  return (
    <g>
      {lane.spans.map((span) => (
        <SpanMark key={`${span.kind} ${span.from}`} span={span} y={y} axis={axis} now={now} />
      ))}
      {lane.dots.map((dot) => (
        <DotMark
          key={dot.fact}
          dot={dot}
          x={axis.x(dot.at)}
          y={y}
          isSelected={dot.fact === selected}
          select={() => select(dot.fact)}
          label={placed.get(dot.fact) ?? null}
        />
      ))}
    </g>
  );
}

interface Label {
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/** Labels in the order of their priority; one that has no room is dropped: the list has it. */
function placeLabels(lane: Lane, axis: TimeAxis, now: number): ReadonlyMap<string, Label> {
  const taken: (readonly [number, number])[] = lane.dots.map(
    (dot) => [axis.x(dot.at) - 6, axis.x(dot.at) + 6] as const,
  );
  for (const span of lane.spans) {
    const [from, to] = edgesOf(span, axis, now);
    taken.push(span.kind === 'broken' ? [from, from + 26 + widthOf(span.label)] : [from, to]);
    const said = openLabel(span, from, to);
    if (said !== null) taken.push(said.room);
  }
  taken.push(...axis.folds.map(({ x, width }) => [x, x + width] as const));
  const placed = new Map<string, Label>();
  for (const dot of lane.dots.toSorted((a, b) => b.priority - a.priority)) {
    const x = axis.x(dot.at);
    const width = widthOf(dot.label);
    const right = [x + 8, x + 9 + width] as const;
    const left = [x - 9 - width, x - 8] as const;
    const isFree = ([from, to]: readonly [number, number]): boolean =>
      from > LANES.left &&
      to < LANES.width &&
      !taken.some(([a, b]) => from < b && to > a && !(a < x && b > x));
    const room = isFree(right) ? right : isFree(left) ? left : null;
    if (room === null) continue;
    taken.push(room);
    placed.set(dot.fact, room === right ? { x: x + 9, anchor: 'start' } : { x: x - 9, anchor: 'end' });
  }
  return placed;
}

interface OpenLabel extends Label {
  readonly room: readonly [from: number, to: number];
  /** It stands on the hatching itself. */
  readonly isOnSpan: boolean;
}

/** Where the label of what still waits stands: before it, behind it, or on it; never on the lane's name. */
function openLabel({ to: end, kind, label }: Span, from: number, to: number): OpenLabel | null {
  if (end !== null || kind === 'work' || kind === 'broken') return null;
  const width = widthOf(label);
  if (from - 12 - width > LANES.left) {
    return { x: from - 8, anchor: 'end', room: [from - 12 - width, from], isOnSpan: false };
  }
  if (to + 12 + width < LANES.width) {
    return { x: to + 8, anchor: 'start', room: [to, to + 12 + width], isOnSpan: false };
  }
  return { x: from + 8, anchor: 'start', room: [from, from + 12 + width], isOnSpan: true };
}

const edgesOf = (span: Span, axis: TimeAxis, now: number): readonly [number, number] => {
  const from = axis.x(span.from);
  const to = span.to === null ? now : axis.x(span.to);
  return [from, Math.max(to, from + 3)];
};

const FILL: Readonly<Record<Span['kind'], string>> = {
  work: 'var(--work)',
  late: 'url(#hl)',
  calm: 'url(#hc)',
  doubt: 'url(#hd)',
  blocked: 'var(--bad-soft)',
  broken: 'var(--broken)',
};

function SpanMark({ span, y, axis, now }: { span: Span; y: number; axis: TimeAxis; now: number }) {
  const [from, to] = edgesOf(span, axis, now);
  if (from > now) return null;
  if (span.kind === 'broken') {
    return (
      <g>
        <path d={`M${from} ${y}H${now}`} stroke="var(--broken)" strokeWidth="3" />
        <g transform={`translate(${from - 8},${y - 8})`}>
          <rect
            width="16"
            height="16"
            rx="3"
            fill="var(--broken)"
            stroke="var(--surface)"
            strokeWidth="1.5"
          />
          <path d="M4.4 6.3h7.2M4.4 9.7h7.2M10 3.7L6 12.3" stroke="var(--on-broken)" strokeWidth="1.7" />
        </g>
        <text
          className="b bd"
          x={from + widthOf(span.label) + 20 > LANES.width ? from - 12 : from + 14}
          textAnchor={from + widthOf(span.label) + 20 > LANES.width ? 'end' : 'start'}
          y={y - 7}
        >
          {span.label}
        </text>
      </g>
    );
  }
  const isInside = to - from >= widthOf(span.label) + 8;
  const said = openLabel(span, from, to);
  return (
    <g>
      <rect
        x={from}
        y={y - 8}
        width={to - from}
        height="16"
        rx="3"
        fill={FILL[span.kind]}
        stroke={span.kind === 'blocked' ? 'var(--bad-fill)' : 'none'}
      />
      {span.kind === 'work' && isInside ? (
        <text className="in" x={from + 8} y={y + 4}>
          {span.label}
        </text>
      ) : null}
      {said === null ? null : (
        <text
          className={`t b ${said.isOnSpan ? 'halo' : ''}`}
          x={said.x}
          y={y + 4}
          textAnchor={said.anchor}
        >
          {span.label}
        </text>
      )}
    </g>
  );
}

const DOT_FILL = {
  plain: 'var(--text-2)',
  ok: 'var(--ok-fill)',
  odd: 'var(--broken)',
  late: 'var(--late-fill)',
} as const;

interface DotProps {
  readonly dot: Dot;
  readonly x: number;
  readonly y: number;
  readonly isSelected: boolean;
  readonly select: () => void;
  readonly label: Label | null;
}

function DotMark({ dot, x, y, isSelected, select, label }: DotProps) {
  return (
    <g onClick={select} style={{ cursor: 'pointer' }}>
      <title>{`${dot.label}, ${weekdayOf(dot.at)} ${timeOfDay(dot.at)}`}</title>
      {isSelected ? <circle cx={x} cy={y} r="9" fill="none" stroke="var(--accent)" strokeWidth="2" /> : null}
      <circle cx={x} cy={y} r="5" fill={DOT_FILL[dot.tone]} stroke="var(--surface)" strokeWidth="2" />
      {label === null ? null : (
        <text className={dot.priority >= 4 ? 't b' : 't2'} x={label.x} y={y + 4} textAnchor={label.anchor}>
          {dot.label}
        </text>
      )}
    </g>
  );
}

export const LaneKey = () => (
  <span className="key only-d">
    <span>
      <i style={{ background: 'var(--work)' }} />
      work going on
    </span>
    <span>
      <i className="hatch-late" />
      waiting, drawn with whoever owes the answer
    </span>
    <span>
      <i style={{ background: 'var(--broken)', height: 3 }} />
      disagreement
    </span>
    <span>
      <i style={{ background: 'var(--canvas)', boxShadow: 'inset 0 0 0 1px var(--border)' }} />
      quiet time, folded
    </span>
  </span>
);
