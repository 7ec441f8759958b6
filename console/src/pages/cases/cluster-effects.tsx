/** What a decision about a cluster would do, and what became of every case once it was made. */
import type { ClusterAccount, ClusterPreview } from '../../api/types.ts';
import { Status, SystemFrame } from '../../parts/status.tsx';
import { numberOf } from '../../shell/link.tsx';
import { counted, number, sums } from '../../words/format.ts';
import { factName, plain, systemShort, title } from '../../words/names.ts';

const DOES = {
  send: 'is sent',
  'take-back': 'is taken back',
  withdraw: 'is withdrawn before it leaves',
} as const;

export function Effects({ preview }: { preview: ClusterPreview }) {
  const { cases, closes, stays, notYours, effects, opens, complete, order } = preview;
  const rest = cases - closes - stays - notYours;
  const parts = [
    [closes, 'solid-ok', 'end'],
    [stays, 'solid-bad', 'stay open'],
    [notYours, 'hatch-calm', 'are of another queue'],
    [rest, 'solid-calm', 'were not looked at'],
  ] as const;
  return (
    <>
      <header style={{ padding: '12px 16px 6px' }}>
        <h3>If you apply it, this happens</h3>
      </header>
      <div className="pad">
        <div
          className="hb"
          role="img"
          aria-label={parts
            .filter(([count]) => count > 0)
            .map(([count, , word]) => `${count} ${word}`)
            .join(', ')}
        >
          {parts.map(([count, look, word]) =>
            count === 0 ? null : <i key={word} className={look} style={{ flex: count }} />,
          )}
        </div>
        <p className="key" style={{ marginTop: 8 }}>
          {parts.map(([count, look, word]) =>
            count === 0 ? null : (
              <span key={word}>
                <i className={look} />
                <b className="b">{number(count)}</b> {word}
              </span>
            ),
          )}
        </p>
        <p className="t2 sm" style={{ marginTop: 6 }}>
          {complete ? '' : 'Only the first 200 were judged. '}
          In the order in which things happened, one record at a time
          {order.length === 0 ? '' : `, beginning with ${numberOf(order[0]!)}`}.
        </p>
      </div>
      <ul className="list fx">
        {effects.map(({ system, type, does, count, atStake, sample }) => (
          <li key={`${system} ${type} ${does}`}>
            <span className="fxn">{number(count)}</span>
            <span>
              <b className="b">{title(factName(type))}</b> {DOES[does]}
              <br />
              <span className="sub">
                {sums(atStake) === null ? '' : `about ${sums(atStake)}, `}for example {sample}
              </span>
            </span>
            <SystemFrame>{systemShort(system)}</SystemFrame>
          </li>
        ))}
        {effects.length === 0 ? (
          <li>
            <span className="fxn">0</span>
            <span>
              commands leave at once
              <br />
              <span className="sub">
                It changes what we hold for true; nothing is told to a system because of it.
              </span>
            </span>
          </li>
        ) : null}
        {opens.map(({ kind, count }) => (
          <li key={kind}>
            <span className="fxn bad">{number(count)}</span>
            <span>
              {counted(count, 'new case', 'new cases')} of kind {plain(kind)} would open
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Account({ account }: { account: ClusterAccount }) {
  const { total, done, left, refused } = account;
  return (
    <section className="card" aria-live="polite">
      <header>
        <h2>After it ran, exact to the record</h2>
        <span className="r">{number(total)} in all</span>
      </header>
      <table>
        <tbody>
          <tr>
            <td>
              <Status name="done" />
            </td>
            <td className="n">
              {number(done)} of {number(total)}
            </td>
          </tr>
          <tr>
            <td>
              <Status name="refused" />
            </td>
            <td className="n">{number(refused.length)}</td>
          </tr>
          <tr>
            <td>
              <Status name="waiting">Left</Status>
            </td>
            <td className="n">{number(left)}</td>
          </tr>
        </tbody>
      </table>
      <ul className="list">
        {refused.map(({ case: id, reason }) => (
          <li key={id}>
            <span />
            <span>
              {id}: {reason}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
