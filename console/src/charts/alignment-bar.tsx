/** Shipped above invoiced on one scale: equal right edges agree, a hatched end is held, a red one missing. */

interface Props {
  readonly ordered: number;
  readonly shipped: number;
  readonly invoiced: number;
  /** Of what is not invoiced: what is known to be on its way or held. */
  readonly isHeld: boolean;
  readonly isBroken: boolean;
  readonly returned?: number;
}

const WIDTH = 150;

export function AlignmentBar({ ordered, shipped, invoiced, isHeld, isBroken, returned = 0 }: Props) {
  if (shipped === 0 && invoiced === 0) return <span className="t3">nothing shipped</span>;
  const most = Math.max(ordered, shipped, invoiced, 1);
  const wide = (quantity: number): number => (quantity / most) * WIDTH;
  const height = returned > 0 ? 27 : 22;
  const gap = Math.abs(shipped - invoiced);
  const from = Math.min(shipped, invoiced);
  return (
    <svg
      className="ch"
      style={{ width: WIDTH, height }}
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`ordered ${ordered}, shipped ${shipped}, invoiced ${invoiced}`}
    >
      <rect
        x=".5"
        y=".5"
        width={Math.max(1, wide(ordered) - 1)}
        height="9"
        rx="2"
        fill="none"
        stroke="var(--control)"
      />
      <rect width={wide(shipped)} height="10" rx="2" fill="var(--calm-fill)" />
      <rect y="12" width={wide(Math.min(invoiced, shipped))} height="10" rx="2" fill="var(--ok-fill)" />
      {gap > 0 && (isHeld || isBroken) ? (
        <rect
          x={wide(from) + 1}
          y="12"
          width={Math.max(2, wide(gap) - 1)}
          height="10"
          rx={isBroken ? 1 : 2}
          fill={isBroken ? 'var(--broken)' : 'url(#hl)'}
        />
      ) : null}
      {returned > 0 ? <rect y="24" width={wide(returned)} height="3" rx="1" fill="var(--text-2)" /> : null}
    </svg>
  );
}
