/** What must be equal, line by line, and each term of what is not. */
import { Fragment } from 'react';
import type { Equation } from '../../api/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { StatusShape } from '../../parts/status.tsx';
import { money, number } from '../../words/format.ts';
import { equationParts, systemName, systemShort } from '../../words/names.ts';
import type { RecordReading } from './reading.ts';
import { inTheMiddle, TableHead } from '../../parts/table-head.tsx';

export function Equations({ reading, span = 'c5' }: { reading: RecordReading; span?: 'c5' | 'c12' }) {
  const { equations } = reading.explanation;
  const names = [...new Set(equations.map(({ name }) => name))];
  const subjects = [...new Set(equations.map(({ subject }) => subject))];
  const count = (verdict: Equation['verdict']): number =>
    equations.filter((equation) => equation.verdict === verdict).length;
  const said = [`${count('holds')} hold`, `${count('broken')} broken`];
  if (count('in-transit') > 0) said.push(`${count('in-transit')} in transit`);
  const worst = equations.find(({ verdict }) => verdict === 'broken');
  return (
    <Card span={span} id="equations" title="Equations" aside={said.join(', ')}>
      {equations.length === 0 ? (
        <Empty status="waiting" title="There is nothing to compare yet." />
      ) : (
        <div
          className="scroll"
          tabIndex={0}
          role="region"
          aria-label="Equations by line"
          style={{ maxHeight: 330, overflow: 'auto' }}
        >
          <table className="eqm">
            <TableHead
              columns={[
                'Of',
                ...names.map((name) => ({ ...inTheMiddle(equationParts(name).head), title: name })),
              ]}
            />
            <tbody>
              {subjects.map((subject) => (
                <tr key={subject}>
                  <td>{subject}</td>
                  {names.map((name) => (
                    <td key={name} className="c">
                      <Verdict
                        equation={equations.find((known) => known.subject === subject && known.name === name)}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {worst === undefined ? null : <Worst equation={worst} />}
    </Card>
  );
}

function Verdict({ equation }: { equation: Equation | undefined }) {
  if (equation === undefined) return <span className="t3">–</span>;
  return (
    <span title={equation.name}>
      <StatusShape name={equation.verdict} />
      <span className="vh">{equation.verdict}</span>
    </span>
  );
}

function Worst({ equation }: { equation: Equation }) {
  const { left, right, delta, atStake, subject, name, odd } = equation;
  const shown = (value: string): string => (equation.unit === 'quantity' ? number(value) : value);
  return (
    <div className="eqn">
      <h3>
        {subject} <span className="t2">{name}</span>
      </h3>
      <div className="terms">
        {left.map((term, index) => (
          <Fragment key={term.name}>
            {index === 0 ? null : <span className="op">+</span>}
            <Term term={term} shown={shown} />
          </Fragment>
        ))}
        <span style={{ marginTop: 4 }}>
          <Icon name="broken" tone="brk" />
          <span className="vh">does not equal</span>
        </span>
        {right.map((term, index) => (
          <Fragment key={term.name}>
            {index === 0 ? null : <span className="op">+</span>}
            <Term term={term} shown={shown} />
          </Fragment>
        ))}
        <span className="tm last">
          <b className="bad">{shown(delta)}</b>
          <i>{atStake === null ? 'apart' : money(atStake)}</i>
        </span>
      </div>
      <p style={{ marginTop: 8 }}>
        {systemName(odd)} is the odd one. What was posted is never re-sent silently: a person decides.
      </p>
    </div>
  );
}

function Term({ term, shown }: { term: Equation['left'][number]; shown: (value: string) => string }) {
  return (
    <span className="tm">
      <b>{shown(term.value)}</b>
      <i>{term.name}</i>
      <em>{systemShort(term.system)}</em>
    </span>
  );
}
