/** As of when: live, or a place in the past where nothing can be done. */
import { useEffect, useRef, useState } from 'react';
import { useNow } from '../api/server-time.ts';
import { useLive } from '../api/live.ts';
import { Icon } from '../parts/icon.tsx';
import { moment as momentText, timeOfDay, timeWithSeconds, zoneName } from '../words/format.ts';
import { LIVE, useMoment, type Moment } from './moment.ts';

export function AsOf() {
  const [moment, go] = useMoment();
  const [isOpen, open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const leave = (event: Event): void => {
      const isOutside = event instanceof MouseEvent && !box.current!.contains(event.target as Node);
      if (isOutside || (event instanceof KeyboardEvent && event.key === 'Escape')) open(false);
    };
    document.addEventListener('mousedown', leave);
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('mousedown', leave);
      document.removeEventListener('keydown', leave);
    };
  }, [isOpen]);
  return (
    <div className="menu" style={{ marginLeft: 'auto' }} ref={box}>
      <button type="button" className="asof" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        <span className="vh">As of </span>
        <Clock moment={moment} />
        <Icon name="down" />
      </button>
      {isOpen ? <Sheet moment={moment} go={(to) => (go(to), open(false))} /> : null}
    </div>
  );
}

function Clock({ moment }: { moment: Moment }) {
  const now = useNow();
  const live = useLive();
  if (moment.at !== null) {
    return (
      <span>
        <b className="b">{momentText(moment.at, now)}</b>
        <span className="long"> {zoneName(now)}</span>
      </span>
    );
  }
  return (
    <>
      <span className={live.isLive ? 'live' : 'live off'} />
      {live.isLive ? (
        <span>
          <b className="b">Live</b>
          <span className="long">
            {' '}
            {timeWithSeconds(now)} {zoneName(now)}
          </span>
        </span>
      ) : (
        <span className="late">Not live since {timeOfDay(live.lastAt)}</span>
      )}
    </>
  );
}

/** Local time as the input wants it. */
const inputValue = (iso: string | null, now: number): string => {
  const at = new Date(iso ?? now);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function Sheet({ moment, go }: { moment: Moment; go: (moment: Moment) => void }) {
  const now = useNow();
  const [value, set] = useState(() => inputValue(moment.at, now));
  const at = (): string => new Date(value).toISOString();
  return (
    <div className="sheet" role="dialog" aria-label="As of">
      <label className="fld">
        Moment, {zoneName(now)}
        <input type="datetime-local" value={value} onChange={(event) => set(event.target.value)} />
      </label>
      <div className="tabs">
        <button type="button" className="btn s" onClick={() => go({ at: at(), reading: 'occurred' })}>
          As it happened
        </button>
        <button type="button" className="btn s" onClick={() => go({ at: at(), reading: 'known' })}>
          As we knew it
        </button>
        <button type="button" className="btn s" onClick={() => go(LIVE)}>
          Live
        </button>
      </div>
      <p className="t3 sm">
        Orders and returns are shown as they stood then, figures as they were measured last before. Lists are
        always those of now.
      </p>
    </div>
  );
}

/** Says that one looks at the past, and leads back. */
export function PastBar() {
  const [moment, go] = useMoment();
  const now = useNow();
  if (moment.at === null) return null;
  return (
    <div className="pastbar" role="status">
      <Icon name="clock" />
      <span>
        {momentText(moment.at, now)} {zoneName(now)},{' '}
        {moment.reading === 'known' ? 'as we knew it then' : 'as it happened, by what is known today'}.
        Nothing can be changed here.
      </span>
      <span className="tabs">
        <button
          type="button"
          className="btn s"
          onClick={() => go({ ...moment, reading: moment.reading === 'known' ? 'occurred' : 'known' })}
        >
          {moment.reading === 'known' ? 'As it happened' : 'As we knew it'}
        </button>
        <button type="button" className="btn s" onClick={() => go(LIVE)}>
          Back to live
        </button>
      </span>
    </div>
  );
}
