/** The way from booked to kept money: a bar for each stage, and what is missing after it, by cause. */
import type { Figures } from '../api/types.ts';
import { sum as money, type Money } from '../words/format.ts';

type Bridge = Figures['bridges'][number];
export type Cause = Bridge['gaps'][number]['cause'];

/** What a cause is called, how it is drawn, and what it means. */
export const CAUSES: Readonly<
  Record<Cause, readonly [name: string, fill: string, look: string, means: string]>
> = {
  timing: ['timing', 'url(#hc)', 'hatch-calm', 'closes by itself, within every promise'],
  late: ['late', 'url(#hl)', 'hatch-late', 'past its promise, and nobody blocks it'],
  'no-stock': ['no stock', 'url(#dots)', 'dotsw', 'nobody has the goods'],
  hold: ['hold', 'var(--late-fill)', 'solid-late', 'a person must decide'],
  price: ['price', 'var(--bad-soft)', 'solid-bad', 'ordered price and contract differ'],
  'failed-sync': [
    'failed sync',
    'var(--broken)',
    'solid-brk',
    'a system refused it, or its effect is in doubt',
  ],
  ended: ['ended', 'var(--sunken)', 'solid-sunken', 'cancelled, or never shipped'],
  credited: ['credited', 'var(--calm-fill)', 'solid-calm', 'given back by credit memos'],
};

export const STAGES: Readonly<
  Record<Bridge['stages'][number]['stage'], readonly [name: string, source: string]>
> = {
  booked: ['Booked', 'channels'],
  accepted: ['Accepted', 'Crossdock'],
  allocated: ['Allocated', 'ledger'],
  shipped: ['Shipped', 'WMS'],
  posted: ['Posted', 'ERP'],
  kept: ['Kept', 'after credits'],
};

const VIEW = { width: 1200, height: 330, top: 34, bottom: 60 } as const;

export function BridgeChart({ bridge }: { bridge: Bridge }) {
  const { stages, gaps, currency } = bridge;
  const amounts = stages.map(({ amount }) => Number(amount.amount));
  const most = Math.max(1, ...amounts);
  const column = VIEW.width / stages.length;
  const bar = column * 0.46;
  const floor = VIEW.height - VIEW.bottom;
  const y = (amount: number): number => floor - (Math.max(0, amount) / most) * (floor - VIEW.top);
  const said = stages.map(({ stage, amount }) => `${STAGES[stage][0]} ${money(amount)}`).join(', ');
  return (
    <svg
      className="ch wide"
      viewBox={`0 0 ${VIEW.width} ${VIEW.height}`}
      role="img"
      aria-label={`From booked to kept: ${said}.`}
    >
      <path className="ax" d={`M0 ${floor}H${VIEW.width}`} />
      {stages.map(({ stage, amount }, index) => {
        const x = index * column;
        const top = y(amounts[index]!);
        const some = gaps.filter(({ after }) => after === stage);
        return (
          <g key={stage}>
            <rect x={x} y={top} width={bar} height={Math.max(0, floor - top)} fill="var(--bar)" />
            <path d={`M${x} ${top}H${x + bar}`} stroke="var(--text)" strokeWidth="3" />
            <text className="t b" x={x} y={top - 9} style={{ fontSize: 14 }}>
              {money(amount)}
            </text>
            <text className="t b" x={x} y={floor + 20}>
              {STAGES[stage][0]}
            </text>
            <text x={x} y={floor + 36}>
              {STAGES[stage][1]}
            </text>
            <Gap
              gaps={some}
              x={x + bar + 8}
              width={column - bar - 16}
              from={top}
              scale={(floor - VIEW.top) / most}
              currency={currency}
            />
          </g>
        );
      })}
    </svg>
  );
}

interface GapProps {
  readonly gaps: Bridge['gaps'];
  readonly x: number;
  readonly width: number;
  readonly from: number;
  readonly scale: number;
  readonly currency: string;
}

/** What falls off between two stages, its causes on top of each other, and in words below. */
function Gap({ gaps, x, width, from, scale, currency }: GapProps) {
  if (gaps.length === 0) return null;
  const largest = gaps.toSorted((a, b) => Number(b.amount.amount) - Number(a.amount.amount));
  let y = from;
  const pieces = largest.map(({ cause, amount }) => {
    const height = Math.max(2, Math.max(0, Number(amount.amount)) * scale);
    const piece = { cause, y, height };
    y += height;
    return piece;
  });
  const total: Money = {
    amount: String(-largest.reduce((sum, { amount }) => sum + Number(amount.amount), 0)),
    currency,
  };
  const words = [money(total), ...largest.map(({ cause, amount }) => `${CAUSES[cause][0]} ${money(amount)}`)];
  // Words that would stand below the floor stand above it.
  const first = Math.min(y + 16, VIEW.height - VIEW.bottom - 6 - (words.length - 1) * 15);
  return (
    <g>
      <path d={`M${x - 8} ${from}H${x + width}`} stroke="var(--control)" strokeDasharray="2 3" />
      {pieces.map(({ cause, y: top, height }) => (
        <rect
          key={cause}
          x={x}
          y={top}
          width={width}
          height={height}
          fill={CAUSES[cause][1]}
          stroke={cause === 'price' ? 'var(--bad-fill)' : 'none'}
        />
      ))}
      {words.map((text, index) => (
        <text
          key={text}
          className={index === 0 ? 't b' : largest[index - 1]!.cause === 'failed-sync' ? 'sy' : 't2'}
          x={x}
          y={first + index * 15}
          style={{ paintOrder: 'stroke', stroke: 'var(--surface)', strokeWidth: 3 }}
        >
          {text}
        </text>
      ))}
    </g>
  );
}
