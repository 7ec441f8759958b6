/** Goes through the moments at which the figures were measured, and back to now. */
import { useRef, useState } from 'react';
import { useRead } from '../../api/client.ts';
import { useNow } from '../../api/server-time.ts';
import { LIVE, useMoment } from '../../shell/moment.ts';
import { moment as momentText } from '../../words/format.ts';

/** Milliseconds of rest after which a dragged slider asks the server. */
const FOLLOW_MS = 80;

export function MeasuredSlider() {
  const now = useNow();
  const [moment, go] = useMoment();
  const overview = useRead('/v1/console/overview', {});
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [dragged, drag] = useState<number | null>(null);
  const measured = overview.data?.series.map(({ at }) => at) ?? [];
  if (measured.length === 0) return null;
  const live = measured.length;
  const at = moment.at;
  const known = at === null ? live : measured.filter((each) => Date.parse(each) <= Date.parse(at)).length - 1;
  const position = dragged ?? Math.max(0, known);
  const shown = measured[position];
  const show = (index: number): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      drag(null);
      const then = measured[index];
      go(then === undefined ? LIVE : { at: then, reading: 'known' });
    }, FOLLOW_MS);
    drag(index);
  };
  const said = shown === undefined ? 'now' : momentText(shown, now);
  return (
    <label className="measured">
      <span className="t3">{momentText(measured[0]!, now)}</span>
      <input
        className="rng"
        type="range"
        aria-label="Figures as of"
        aria-valuetext={said}
        min={0}
        max={live}
        value={position}
        onChange={(event) => show(Number(event.target.value))}
      />
      <b className="b nw">{said}</b>
    </label>
  );
}
