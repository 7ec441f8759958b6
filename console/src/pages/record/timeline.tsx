/** What happened, in which system: the lanes, the slider under them, and the same facts as a list. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Fact } from '../../api/types.ts';
import { factLabel, lanesOf } from '../../charts/lane-model.ts';
import { LaneKey, Lanes, LANES } from '../../charts/lanes.tsx';
import { timeAxis } from '../../charts/time-axis.ts';
import { Icon } from '../../parts/icon.tsx';
import { Card } from '../../parts/surface.tsx';
import { SystemFrame } from '../../parts/status.tsx';
import { isTyping } from '../../shell/keys.ts';
import { LIVE, useMoment } from '../../shell/moment.ts';
import { moment as momentText } from '../../words/format.ts';
import { factName, plain, systemShort } from '../../words/names.ts';
import type { RecordReading } from './reading.ts';

/** Milliseconds after a step of the slider until the page follows. */
const FOLLOW_MS = 80;

/** Facts of these types change the state of an order or a return: their ticks are tall. */
const TALL =
  /^(sales-order|credit|inventory|shipping-order|shipment|invoice|payment\.applied|return|inspection|refund)/;

export function Timeline({ reading }: { reading: RecordReading }) {
  const { record, live, explanation, isPast } = reading;
  const [moment, go] = useMoment();
  const [isListed, list] = useState(false);
  const [selected, select] = useState<string | null>(null);
  const facts = useMemo(
    () => live.timeline.toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt)),
    [live],
  );
  const times = facts.map(({ occurredAt }) => Date.parse(occurredAt));
  // The page's clock ticks by the second: a fact of this very second is not in the future.
  const at = isPast ? reading.at : Math.max(reading.at, times.at(-1) ?? 0);
  const lanes = lanesOf({
    facts: isPast ? facts : record.timeline,
    commands: record.commands,
    explanation,
    now: at,
  });
  const end = Math.max(at, times.at(-1) ?? at);
  const axis = useMemo(
    () => timeAxis([...times, isPast ? end : at], LANES.left, LANES.width),
    // The axis moves with new facts and each minute, not with each second.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [facts, isPast ? end : Math.floor(at / 60_000)],
  );
  const step = (by: number, only: (fact: Fact) => boolean = () => true): void => {
    const known = facts.filter(only).map(({ occurredAt }) => Date.parse(occurredAt));
    // The clocks of the systems are not ours: whatever they say, the last fact lies before what is live.
    const to = by < 0 ? known.findLast((time) => !isPast || time < at) : known.find((time) => time > at);
    if (to !== undefined) go({ at: new Date(to).toISOString(), reading: moment.reading });
    else if (by > 0) go(LIVE);
  };
  useTimelineKeys(step);
  const pick = (fact: string): void => {
    select(fact);
    list(true);
  };
  return (
    <Card title="What happened, in which system" aside={<LaneKey />}>
      <div className="lanew">
        <Lanes lanes={lanes} axis={axis} at={at} isPast={isPast} selected={selected} select={pick} />
      </div>
      <div className="only-m">
        <FactList
          facts={facts.toReversed().slice(0, isListed ? facts.length : 9)}
          reading={reading}
          selected={selected}
        />
      </div>
      <div className="slide">
        <span className="sl">
          <button type="button" className="btn s" aria-label="Previous fact" onClick={() => step(-1)}>
            <Icon name="previous" />
          </button>
          <button type="button" className="btn s" aria-label="Next fact" onClick={() => step(1)}>
            <Icon name="next" />
          </button>
        </span>
        <Slider facts={facts} at={at} x={axis.x} isPast={isPast} />
      </div>
      <div className="note" style={{ flexWrap: 'wrap' }}>
        <Reading reading={reading} />
        <button type="button" className="f" aria-pressed={isListed} onClick={() => list(!isListed)}>
          {facts.length} facts
        </button>
        <span className="only-d">
          Drag, or press <kbd>[</kbd> <kbd>]</kbd> to step through the facts. The whole page follows;{' '}
          <kbd>L</kbd> returns to live.
        </span>
      </div>
      {isListed ? (
        <div className="only-d">
          <FactList facts={facts} reading={reading} selected={selected} />
        </div>
      ) : null}
    </Card>
  );
}

function Reading({ reading }: { reading: RecordReading }) {
  const { at, moment, isPast } = reading;
  const [, go] = useMoment();
  const to = (kind: 'occurred' | 'known') => () =>
    go({ at: moment.at ?? new Date(at).toISOString(), reading: kind });
  return (
    <>
      <button
        type="button"
        className="f"
        aria-pressed={!isPast || moment.reading === 'occurred'}
        onClick={isPast ? to('occurred') : undefined}
      >
        As it happened
      </button>
      <button
        type="button"
        className="f"
        aria-pressed={isPast && moment.reading === 'known'}
        onClick={to('known')}
      >
        As we knew it
      </button>
    </>
  );
}

function useTimelineKeys(step: (by: number, only?: (fact: Fact) => boolean) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === '[') step(-1);
      else if (event.key === ']') step(1);
      else if (event.key === '{') step(-1, ({ type }) => TALL.test(type));
      else if (event.key === '}') step(1, ({ type }) => TALL.test(type));
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}

interface SliderProps {
  readonly facts: readonly Fact[];
  readonly at: number;
  readonly x: (at: number) => number;
  readonly isPast: boolean;
}

/** Shares the axis of the lanes; keyboard and assistive technology step from fact to fact. */
function Slider({ facts, at, x, isPast }: SliderProps) {
  const [moment, go] = useMoment();
  const svg = useRef<SVGSVGElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const times = facts.map(({ occurredAt }) => Date.parse(occurredAt));
  const position = isPast ? times.filter((time) => time <= at).length : times.length + 1;
  const [dragged, drag] = useState<number | null>(null);
  const show = (index: number): void => {
    const time = times[index - 1];
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      drag(null);
      go(time === undefined ? LIVE : { at: new Date(time).toISOString(), reading: moment.reading });
    }, FOLLOW_MS);
    drag(index);
  };
  const follow = (event: React.PointerEvent): void => {
    const box = svg.current!.getBoundingClientRect();
    const at = LANES.left + ((event.clientX - box.left) / box.width) * (LANES.width - LANES.left);
    let nearest = times.length + 1;
    let distance = Math.abs(x(Date.now() * 2) - at);
    times.forEach((time, index) => {
      const away = Math.abs(x(time) - at);
      if (away <= distance) [nearest, distance] = [index + 1, away];
    });
    show(nearest);
  };
  const thumbTime = dragged === null ? at : (times[dragged - 1] ?? Infinity);
  const thumb = Math.min(x(thumbTime), LANES.width - 8) - LANES.left;
  const width = LANES.width - LANES.left;
  const said = dragged === null && !isPast ? 'live' : new Date(Math.min(thumbTime, 8e15)).toLocaleString();
  return (
    <span style={{ position: 'relative', display: 'block' }}>
      <svg
        ref={svg}
        className="ch only-d"
        viewBox={`0 0 ${width} 26`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ height: 26, touchAction: 'none', cursor: 'ew-resize' }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => (event.buttons === 1 ? follow(event) : null)}
      >
        {facts.map((fact) => {
          const isTall = TALL.test(fact.type);
          const left = x(Date.parse(fact.occurredAt)) - LANES.left;
          return (
            <rect
              key={fact.fact}
              x={left}
              y={isTall ? 5 : 8}
              width="2"
              height={isTall ? 13 : 7}
              fill="var(--text-3)"
            />
          );
        })}
        <path d={`M0 20H${thumb}`} stroke={isPast ? 'var(--past)' : 'var(--text-2)'} strokeWidth="3" />
        <path d={`M${thumb} 20H${width}`} stroke="var(--border)" strokeWidth="3" />
        <circle
          cx={thumb}
          cy="20"
          r="6"
          fill="var(--surface)"
          stroke={isPast ? 'var(--past)' : 'var(--text)'}
          strokeWidth="2"
        />
      </svg>
      <input
        className="rng"
        type="range"
        aria-label="As of"
        aria-valuetext={said}
        min={1}
        max={times.length + 1}
        value={dragged ?? position}
        onChange={(event) => show(Number(event.target.value))}
      />
    </span>
  );
}

interface ListProps {
  readonly facts: readonly Fact[];
  readonly reading: RecordReading;
  readonly selected: string | null;
}

function FactList({ facts, reading, selected }: ListProps) {
  const { at, isPast } = reading;
  const shown = useRef<HTMLLIElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), [selected]);
  return (
    <ul className="list" aria-label="Facts">
      {facts.map((fact) => {
        const isSelected = fact.fact === selected;
        const isFuture = isPast && Date.parse(fact.occurredAt) > at;
        return (
          <li key={fact.fact} ref={isSelected ? shown : null} className={isFuture ? 'later' : ''}>
            <Icon
              name={
                fact.effect === 'conflict' ? 'broken' : fact.effect === 'superseded' ? 'compensated' : 'done'
              }
              tone={fact.effect === 'conflict' ? 'brk' : fact.effect === 'superseded' ? 'calm' : 'ok'}
            />
            <details open={isSelected}>
              <summary>
                <b className="b">{factLabel(fact)}</b> <span className="t2">{factName(fact.type)}</span>{' '}
                <SystemFrame>{systemShort(fact.source)}</SystemFrame>
                {fact.effect === 'applied' ? null : <span className="t3"> {plain(fact.effect)}</span>}
                {isFuture ? <span> later</span> : null}
              </summary>
              <p className="t3 sm">
                {fact.fact}, recorded {momentText(fact.recordedAt, at)}
                {fact.cause === null
                  ? ''
                  : `, caused by ${fact.cause.split('#').slice(1).join(' no. ') || fact.cause}`}
              </p>
              <pre className="raw" tabIndex={0}>
                {JSON.stringify(fact.data, null, 1)}
              </pre>
            </details>
            <span className="m t3 sm nw">{momentText(fact.occurredAt, at)}</span>
          </li>
        );
      })}
    </ul>
  );
}
