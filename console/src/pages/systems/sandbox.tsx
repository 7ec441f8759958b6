/** The sandbox's fault dial, and a game day with its score. Only where simulated systems run. */
import { useEffect, useState } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { paths } from '../../../../src/client/generated/api.ts';
import { dataOf } from '../../../../src/client/client.ts';
import { keyOfRead, queryClient, read } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useNow } from '../../api/server-time.ts';
import type { Sandbox as State } from '../../api/types.ts';
import { Act, Refusal } from '../../parts/act.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Card } from '../../parts/surface.tsx';
import { StatusTag } from '../../parts/status.tsx';
import { counted, moment, number } from '../../words/format.ts';
import { systemName, title } from '../../words/names.ts';

const KEY = keyOfRead('/v1/sandbox', {});
/** Milliseconds between looks while a game day is under way. */
const LOOK_MS = 1_000;

export function Sandbox() {
  const sandbox = useQuery({
    queryKey: KEY,
    queryFn: () => read('/v1/sandbox', {}),
    retry: false,
    refetchInterval: ({ state }) => (isUnderway(state.data) ? LOOK_MS : false),
  });
  if (sandbox.data === undefined) return null;
  return (
    <div className="grid">
      <Dial state={sandbox.data} />
      <GameDay state={sandbox.data} />
    </div>
  );
}

const isUnderway = (state: State | undefined): boolean => {
  const day = state?.gameDay ?? null;
  return day !== null && day.phase !== 'over';
};

type Fault = keyof State['dial'];

/** Faults that have a slider, how they are called, and how far they go. */
const SLIDERS: readonly (readonly [Fault, string, number])[] = [
  ['duplicate', 'Duplicates', 1],
  ['reorder', 'Out of order', 1],
  ['loss', 'Lost', 1],
  ['latencyMs', 'Slow answers', 5_000],
  ['timeoutAfterEffect', 'Timeout after effect', 1],
  ['throttle', '429 too many', 1],
  ['unavailable', '503 without effect', 1],
  ['shortPick', 'Short picks', 1],
];

const LEVELS = ['none', 'calm', 'rough', 'hell'] as const;

const said = (fault: Fault, value: number): string =>
  value === 0
    ? 'off'
    : fault === 'latencyMs'
      ? `${(value / 1_000).toFixed(1)} s`
      : `${Math.round(value * 100)} %`;

type Change = paths['/v1/sandbox/faults']['put']['requestBody']['content']['application/json'];

function Dial({ state }: { state: State }) {
  const may = useMay('setFaultDial');
  const set = useMutation({
    mutationFn: (change: Change) => dataOf(api.PUT('/v1/sandbox/faults', { body: change })),
    onSuccess: (answer) => queryClient.setQueryData(KEY, answer),
  });
  const isOff = !state.ready || !may;
  return (
    <Card
      span="c5"
      title={
        <>
          Fault dial <StatusTag name="failing">sandbox only</StatusTag>
        </>
      }
      aside={`applies to all ${state.systems.length}`}
    >
      <div className="tools" role="group" aria-label="Level">
        {LEVELS.map((level) => (
          <button
            key={level}
            type="button"
            className="f"
            disabled={isOff}
            aria-pressed={state.level === level}
            onClick={() => set.mutate({ level })}
          >
            {title(level)}
          </button>
        ))}
      </div>
      <ul className="dial">
        {SLIDERS.map(([fault, label, most]) => (
          <Slider
            key={fault}
            label={label}
            most={most}
            value={state.dial[fault]}
            said={(value) => said(fault, value)}
            isOff={isOff}
            change={(value) => set.mutate({ faults: { [fault]: value } })}
          />
        ))}
      </ul>
      {set.isError ? (
        <div className="pad">
          <Refusal error={set.error} />
        </div>
      ) : null}
      <p className="note">
        {!state.ready
          ? 'The day is being played by its seed; the dial works when it is over.'
          : may
            ? 'It counts from the next request on.'
            : 'Only the role integration may turn it.'}
      </p>
    </Card>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly said: (value: number) => string;
  readonly isOff: boolean;
  readonly change: (value: number) => void;
}

function Slider({ label, value, most, said: text, isOff, change }: SliderProps) {
  const [dragged, drag] = useState<number | null>(null);
  useEffect(() => drag(null), [value]);
  const shown = dragged ?? value;
  const release = (): void => {
    if (dragged !== null && dragged !== value) change(dragged);
  };
  return (
    <li>
      <span>{label}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text(shown)}
        min={0}
        max={most}
        step={most / 20}
        value={shown}
        disabled={isOff}
        onChange={(event) => drag(Number(event.target.value))}
        onPointerUp={release}
        onKeyUp={release}
        onBlur={release}
      />
      <span className={shown === 0 ? 'num t3' : 'num b'}>{text(shown)}</span>
    </li>
  );
}

const PHASES: Readonly<Record<NonNullable<State['gameDay']>['phase'], string>> = {
  off: 'it is off',
  draining: 'it is back',
  over: 'over',
};

function GameDay({ state }: { state: State }) {
  const now = useNow();
  const may = useMay('startGameDay');
  const [system, choose] = useState('erp');
  const [seconds, last] = useState(60);
  const [rate, order] = useState(60);
  const day = state.gameDay;
  return (
    <Card
      span="c7"
      title={day === null ? 'Game day' : `Game day: ${systemName(day.system)} off for ${day.outageSeconds} s`}
      aside={
        day === null
          ? 'what happens when a system dies'
          : `began ${moment(day.startedAt, now)}, ${PHASES[day.phase]}`
      }
    >
      {day === null ? (
        <p className="pad t2">
          A system is switched off while customers order. What queues, what is in doubt and what becomes of it
          is counted, and the auditor reads the systems’ own books afterwards.
        </p>
      ) : (
        <>
          <div className="pad">
            <Queue day={day} />
            <p className="t2">
              Orders were taken all the time: {counted(day.ordersPlaced, 'order')} placed. Commands queued
              behind {systemName(day.system)}, in order per order.{' '}
              {day.phase === 'over'
                ? `${number(day.facts.applied)} facts applied, ${number(day.facts.suppressed)} suppressed ` +
                  `as duplicates, ${number(day.facts.lost)} found by sweep.`
                : ''}
            </p>
          </div>
          <div className="score">
            <Score
              value={day.phase === 'over' ? number(day.brokenEquations) : '…'}
              text="broken equations"
              isGood={day.brokenEquations === 0}
            />
            <Score value={number(day.queuedPeak)} text="commands queued at the peak" />
            <Score value={day.drainSeconds === null ? '…' : `${day.drainSeconds} s`} text="to drain" />
            <Score
              value={day.wrongEffects === null ? '…' : number(day.wrongEffects)}
              text="wrong effects in their books"
              isGood={day.wrongEffects === 0}
            />
          </div>
        </>
      )}
      <div className="act">
        {state.ready && may && !isUnderway(state) ? (
          <Act
            label={
              <>
                <Icon name="play" />
                Start game day
              </>
            }
            title="Start game day"
            operation="startGameDay"
            explain="Only simulated systems are switched off, and only simulated customers order."
            does={() =>
              api.POST('/v1/sandbox/game-days', {
                body: { system, outageSeconds: seconds, ordersPerMinute: rate },
              })
            }
            needsReason={false}
            isMain
            size=""
            done={(answer) => queryClient.setQueryData(KEY, answer)}
          >
            <label className="fld">
              System
              <select value={system} onChange={(event) => choose(event.target.value)}>
                {state.systems.map((name) => (
                  <option key={name} value={name}>
                    {systemName(name)}
                  </option>
                ))}
              </select>
            </label>
            <label className="fld">
              Seconds off
              <input
                type="number"
                min={1}
                max={900}
                value={seconds}
                onChange={(event) => last(Number(event.target.value))}
              />
            </label>
            <label className="fld">
              Orders per minute
              <input
                type="number"
                min={1}
                max={600}
                value={rate}
                onChange={(event) => order(Number(event.target.value))}
              />
            </label>
          </Act>
        ) : (
          <button type="button" className="btn" disabled>
            Start game day
          </button>
        )}
        <span className="t2 sm">
          {!state.ready
            ? 'after the played day'
            : may
              ? `${systemName(system)} off for ${seconds} s at ${rate} orders/min`
              : 'only the role integration may'}
        </span>
      </div>
    </Card>
  );
}

function Score({ value, text, isGood = false }: { value: string; text: string; isGood?: boolean }) {
  return (
    <div>
      <b className={isGood ? 'ok' : ''}>{value}</b>
      <span className="t3">{text}</span>
    </div>
  );
}

/** Commands that wait for the system, second by second. */
function Queue({ day }: { day: NonNullable<State['gameDay']> }) {
  const { series, queuedPeak, outageSeconds } = day;
  const drained = day.drainSeconds === null ? '' : `, drained in ${day.drainSeconds} seconds`;
  const last = Math.max(outageSeconds, series.at(-1)?.second ?? 0, 1);
  const most = Math.max(1, queuedPeak);
  const x = (second: number): number => 30 + (second / last) * 590;
  const y = (queued: number): number => 96 - (queued / most) * 80;
  const path = series
    .map(({ second, queued }, at) => `${at === 0 ? 'M' : 'L'}${x(second)} ${y(queued)}`)
    .join('');
  return (
    <svg
      className="ch"
      viewBox="0 0 640 120"
      role="img"
      aria-label={`Commands waiting: ${queuedPeak} at the peak${drained}.`}
    >
      <rect x={x(0)} y="12" width={x(outageSeconds) - x(0)} height="84" fill="var(--bad-soft)" />
      <text className="t2" x={x(0) + 6} y="24">
        off for {outageSeconds} s
      </text>
      <path className="ax" d="M30 96H620" />
      <text x="24" y="20" textAnchor="end">
        {queuedPeak}
      </text>
      <text x="24" y="98" textAnchor="end">
        0
      </text>
      <path d={path} fill="none" stroke="var(--text)" strokeWidth="2" />
      <text x="30" y="114">
        0 s
      </text>
      <text x="620" y="114" textAnchor="end">
        {last} s
      </text>
    </svg>
  );
}
