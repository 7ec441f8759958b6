/** How far a record is, step by step. */

export interface Step {
  readonly name: string;
  /** From 0, not begun, to 1, done. */
  readonly share: number;
  readonly text: string;
}

export const Rail = ({ steps }: { steps: readonly Step[] }) => (
  <section className="card">
    <header style={{ paddingBottom: 14 }}>
      <ol className="rail" tabIndex={0} aria-label="Lifecycle" style={{ width: '100%' }}>
        {steps.map(({ name, share, text }) => (
          <li
            key={name}
            className={share >= 1 ? '' : share <= 0 ? 'no' : 'part'}
            style={{ ['--p' as string]: `${share * 100}%` }}
          >
            <b>{name}</b>
            {text}
          </li>
        ))}
      </ol>
    </header>
  </section>
);
