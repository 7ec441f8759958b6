/** Facts that only a sweep found, day by day. */
import type { Overview } from '../api/types.ts';
import { dayOf, number } from '../words/format.ts';
import { systemShort } from '../words/names.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

export function LossBars({ losses, until }: { losses: Overview['silentLoss']; until: string }) {
  const end = Date.parse(until.slice(0, 10));
  const byDay = Map.groupBy(losses, ({ day }) => day);
  const days = Array.from({ length: DAYS }, (_, index) => {
    const at = end - (DAYS - 1 - index) * DAY_MS;
    const some = byDay.get(new Date(at).toISOString().slice(0, 10)) ?? [];
    return { at, lost: some.reduce((sum, { lost }) => sum + lost, 0) };
  });
  const most = Math.max(1, ...days.map(({ lost }) => lost));
  const today = Map.groupBy(byDay.get(until.slice(0, 10)) ?? [], ({ system }) => system);
  const named = [...today]
    .map(([system, some]) => [system, some.reduce((sum, { lost }) => sum + lost, 0)] as const)
    .sort(([, a], [, b]) => b - a);
  const words = named.map(([system, lost]) => `${systemShort(system)} ${number(lost)}`).join(', ');
  const last = days.at(-1)!;
  const detail = words === '' ? '' : `: ${words}`;
  return (
    <svg
      className="ch half"
      viewBox="0 0 400 82"
      role="img"
      aria-label={`Facts lost and found by sweeps, 30 days; today ${last.lost}${detail}.`}
    >
      <path className="ax" d="M0 62H374" />
      {days.map(({ at, lost }, index) =>
        lost === 0 ? null : (
          <rect
            key={at}
            x={index * 12.4 + 2}
            width="9"
            y={62 - (lost / most) * 46}
            height={(lost / most) * 46}
            rx="1"
            fill={index >= DAYS - 3 ? 'var(--bad-fill)' : 'var(--calm-fill)'}
          />
        ),
      )}
      {last.lost > 0 ? (
        <>
          <text className="t b" x="380" y="22">
            {number(last.lost)}
          </text>
          <text className="t2" x="330" y="12" textAnchor="end">
            {words}
          </text>
        </>
      ) : null}
      <text x="0" y="78">
        {dayOf(days[0]!.at)}
      </text>
      <text x="374" y="78" textAnchor="end">
        today
      </text>
    </svg>
  );
}
