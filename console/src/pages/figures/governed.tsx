/** The governed figures: each against its target, how it went, and what stands behind its name. */
import type { Figures } from '../../api/types.ts';
import { Spark } from '../../charts/spark.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { number, percent } from '../../words/format.ts';
import { roleName } from '../../words/names.ts';

type Governed = Figures['governed'][number];

const FIGURES: Readonly<Record<Governed['figure'], readonly [name: string, path: string]>> = {
  'posted-in-time': ['Posted within SLA', '/cases?kind=late-invoice&view=list'],
  agreement: ['Agreement rate', '/orders?broken=1'],
  touchless: ['Touchless orders', '/orders?which=finished'],
  'in-full': ['Shipped in full', '/orders?which=finished'],
  'first-time-right': ['Billed right first time', '/returns?which=all'],
  'silent-loss': ['Silent loss', '/systems'],
};

/** A target is a round number. */
const rounded = (target: number): string => `${number(Math.round(target * 1_000) / 10)} %`;

/** A share as percent, by the rule of every other one. */
const PARTS = 1_000_000;
const shown = (share: number): string => percent(share * PARTS, PARTS);

export function GovernedFigures({ data, isPast }: { data: Figures; isPast: boolean }) {
  if (data.governed.length === 0) {
    return (
      <Card title="Governed figures">
        <Empty status="waiting" title="They were not measured by then.">
          They are measured every other hour since this version runs.
        </Empty>
      </Card>
    );
  }
  return (
    <Card
      title="Governed figures"
      aside="the dashed line is the target; the line goes back eight weeks at most"
    >
      <table className="stack">
        <TableHead
          columns={[
            { name: 'Figure', width: '44%' }, ofNumbers(isPast ? 'Then' : 'Now'), ofNumbers('Target'),
            ofNumbers('Counted'), { name: 'How it went', width: 120 }, ofNumbers('Complete'), 'Owner',
          ]}
        />
        <tbody>
          {data.governed.map((row) => (
            <Row key={row.figure} row={row} now={isPast ? 'Then' : 'Now'} />
          ))}
        </tbody>
      </table>
      {data.complete ? null : <p className="note">Not every equation was looked at.</p>}
    </Card>
  );
}

function Row({ row, now }: { row: Governed; now: string }) {
  const { figure, value, part, of, target, better, completeness, series, formula, excludes, owner } = row;
  const [name, path] = FIGURES[figure];
  const isMissed = value !== null && (better === 'higher' ? value < target : value > target);
  const values = [...series.flatMap((point) => point.value ?? []), ...(value === null ? [] : [value])];
  return (
    <tr>
      <td className="w">
        <To to={path} className="b">
          {name}
        </To>
        <span className="sub wrap">
          {formula}; without {excludes} <span className="t3">v{row.version}</span>
        </span>
      </td>
      <td className={`n b ${isMissed ? 'bad' : ''}`} data-l={now}>
        {value === null ? '–' : shown(value)}
      </td>
      <td className="n t2" data-l="Target">
        {rounded(target)}
      </td>
      <td className="n" data-l="Counted">
        {number(part)} of {number(of)}
      </td>
      <td data-l="How it went">
        {values.length < 2 ? (
          <span className="t3 sm">too young</span>
        ) : (
          <Spark
            values={values}
            target={target}
            isMissed={isMissed}
            label={`${name}: ${shown(values[0]!)} at first, ${shown(values.at(-1)!)} now`}
          />
        )}
      </td>
      <td className={`n ${completeness < 1 ? 'late' : 't2'}`} data-l="Complete">
        {shown(completeness)}
      </td>
      <td data-l="Owner">{roleName(owner)}</td>
    </tr>
  );
}
