/** A proof is three dots: sent, answered, read back. In doubt is a dashed diamond in place of the answer. */
interface Props {
  readonly status: string;
  readonly differs?: boolean;
}

/** How many of the three are filled. */
const FILLED: Readonly<Record<string, number>> = {
  done: 3,
  compensated: 3,
  refused: 2,
  sending: 1,
  failing: 1,
  parked: 1,
  'in-doubt': 1,
};

export function Proof({ status, differs = false }: Props) {
  const filled = FILLED[status] ?? 0;
  const said =
    status === 'in-doubt'
      ? 'sent, answer in doubt'
      : ['not sent', 'sent', 'sent and answered', 'sent, answered, read back'][filled];
  return (
    <svg className="proof" viewBox="0 0 54 12" role="img" aria-label={said}>
      <path d="M6 6H48" stroke="var(--control)" />
      {[6, 27, 48].map((x, index) => {
        const isFilled = index < filled;
        if (status === 'in-doubt' && index === 1) {
          return (
            <path
              key={x}
              d="M27 .8L32.2 6 27 11.2 21.8 6z"
              fill="var(--surface)"
              stroke="var(--doubt-fill)"
              strokeDasharray="2 1.4"
            />
          );
        }
        if (differs && index === 2)
          return <rect key={x} x="43" y="1" width="10" height="10" rx="2" fill="var(--broken)" />;
        if (status === 'refused' && index === 1) {
          return (
            <circle
              key={x}
              cx={x}
              cy="6"
              r="4"
              fill="var(--surface)"
              stroke="var(--bad-fill)"
              strokeWidth="1.6"
            />
          );
        }
        return (
          <circle
            key={x}
            cx={x}
            cy="6"
            r="4"
            fill={isFilled ? 'var(--ok-fill)' : 'var(--surface)'}
            stroke={isFilled ? 'var(--ok-fill)' : 'var(--control)'}
          />
        );
      })}
    </svg>
  );
}
