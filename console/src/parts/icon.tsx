/** One set of shapes: for the navigation, and for each status word. Decoration: a word stands beside it. */
import type { ReactNode } from 'react';

const SHAPES = {
  overview: <path d="M2 13V8h3v5M6.5 13V3h3v10M11 13V6h3v7" />,
  orders: <path d="M2 4.5h12M2 8h12M2 11.5h8" />,
  returns: (
    <>
      <path d="M6 3L2.5 6.5 6 10" />
      <path d="M2.5 6.5h7a4 4 0 0 1 0 7H7" />
    </>
  ),
  stock: (
    <>
      <path d="M2 5l6-3 6 3v6l-6 3-6-3z" />
      <path d="M2 5l6 3 6-3M8 8v6" />
    </>
  ),
  figures: <path d="M2 3h3v10H2zM6.5 6h3v4h-3zM11 8h3v5h-3z" />,
  cases: <path d="M2 3h12v8H8l-3 3v-3H2z" />,
  approvals: (
    <>
      <path d="M3 2.5h7l3 3v8H3z" />
      <path d="M5.5 9l1.8 1.8 3.2-3.6" />
    </>
  ),
  messages: (
    <>
      <path d="M2 3.5h12v9H2z" />
      <path d="M2 4l6 5 6-5" />
    </>
  ),
  systems: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1" />
      <rect x="2" y="9" width="12" height="4.5" rx="1" />
      <path d="M4.5 4.8v.1M4.5 11.3v.1" strokeWidth="2" />
    </>
  ),
  ownership: <path d="M2 2.5h12v11H2zM2 6.5h12M6.5 2.5v11" />,
  audit: (
    <path d="M6.5 9.5l3-3M5 8L3.5 9.5a2.5 2.5 0 003.5 3.5L8.5 11.5M11 8l1.5-1.5A2.5 2.5 0 009 3L7.5 4.5" />
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="M10.5 10.5L14 14" />
    </>
  ),
  more: <path d="M3.5 8v.1M8 8v.1M12.5 8v.1" strokeWidth="2.4" />,
  down: <path d="M4 6l4 4 4-4" />,
  next: <path d="M6 4l4 4-4 4" />,
  previous: <path d="M10 4l-4 4 4 4" />,
  arrow: <path d="M3 8h10M9.5 4.5L13 8l-3.5 3.5" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  play: <path d="M5 3l8 5-8 5z" />,
  person: (
    <>
      <circle cx="8" cy="5" r="2.7" />
      <path d="M2.8 14c.4-3 2.4-4.6 5.2-4.6s4.800 1.600 5.200 4.600" />
    </>
  ),
  file: (
    <>
      <path d="M3.5 1.8h6l3 3v9.4h-9z" />
      <path d="M9.5 1.8v3h3" />
    </>
  ),
  done: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
      <path d="M4.8 8.2l2.2 2.2 4.200-4.600" stroke="var(--surface)" strokeWidth="1.8" />
    </>
  ),
  agrees: <path d="M4 6.2h8M4 9.8h8" strokeWidth="1.7" />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.6V8h2.6" />
    </>
  ),
  late: (
    <>
      <path d="M8 1.8A6.2 6.2 0 1 1 1.8 8" />
      <path d="M8 8L8 1.8A6.2 6.2 0 1 1 1.8 8z" fill="currentColor" stroke="none" opacity=".28" />
      <path d="M8 4.4V8l2.6 1.6" />
    </>
  ),
  retrying: (
    <>
      <path d="M8 2l6.4 11.4H1.6z" />
      <path d="M8 6.4v3.200M8 11.5v.1" />
    </>
  ),
  overridden: (
    <>
      <path d="M8 1.6l5.4 2v4c0 3.4-2.2 5.6-5.4 6.8C4.8 13.2 2.6 11 2.6 7.6v-4z" />
      <path d="M5.4 8l1.9 1.9 3.4-3.7" />
    </>
  ),
  blocked: (
    <>
      <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z" />
      <path d="M4.8 8h6.4" strokeWidth="2" />
    </>
  ),
  refused: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" />
    </>
  ),
  parked: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="2.5" />
      <path d="M6.4 5.4v5.2M9.6 5.4v5.2" strokeWidth="1.8" />
    </>
  ),
  doubt: (
    <>
      <path d="M8 1.2L14.8 8 8 14.8 1.2 8z" strokeDasharray="2.4 1.8" />
      <path d="M6.6 6.6a1.45 1.45 0 1 1 2.1 1.3c-.5.25-.7.5-.7 1" strokeWidth="1.4" />
      <path d="M8 10.9v.1" strokeWidth="1.7" />
    </>
  ),
  quarantined: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1" strokeDasharray="2.2 1.6" />
      <path d="M5 11l6-6M8 12l4-4M4 8l4-4" strokeWidth="1.1" />
    </>
  ),
  compensated: (
    <>
      <path d="M3 8.6A5.2 5.2 0 1 0 5 4.2" />
      <path d="M5.6 1.4L4.6 4.6l3.2.9" />
    </>
  ),
  withdrawn: (
    <>
      <circle cx="8" cy="8" r="6.3" strokeDasharray="1.5 2.2" />
      <path d="M5.4 8h5.2" />
    </>
  ),
  broken: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" stroke="none" />
      <path
        d="M4.4 6.3h7.2M4.4 9.7h7.2M10 3.7L6 12.3"
        stroke="var(--mark,var(--on-broken))"
        strokeWidth="1.7"
      />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, tone = '', large = false }: { name: IconName; tone?: string; large?: boolean }) {
  return (
    <svg className={`i ${tone} ${large ? 'lg' : ''}`} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

/** The mark of the product. */
export const Mark = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
    <rect width="22" height="22" rx="6" fill="var(--ink)" />
    <path d="M4 8.2h8M10 13.8h8" stroke="var(--on-ink)" strokeWidth="2.6" />
    <path d="M14.5 8.2H18M4 13.8h3.5" stroke="var(--ok-fill)" strokeWidth="2.6" />
  </svg>
);

/** Hatches and dots that charts fill with: once on every page. */
export const Patterns = () => (
  <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
    <defs>
      <Hatch id="hl" tone="late" size={6} stroke={3} />
      <Hatch id="hc" tone="calm" size={5} stroke={2} />
      <Hatch id="hd" tone="doubt" size={6} stroke={3} />
      <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" fill="var(--calm-soft)" />
        <circle cx="2.5" cy="2.5" r="1.2" fill="var(--calm-fill)" />
      </pattern>
    </defs>
  </svg>
);

const Hatch = ({ id, tone, size, stroke }: { id: string; tone: string; size: number; stroke: number }) => (
  <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width={size} height={size} fill={`var(--${tone}-soft)`} />
    <rect width={stroke} height={size} fill={`var(--${tone}-fill)`} />
  </pattern>
);
