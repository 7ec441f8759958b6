/** What was asked for, what may come back, what came, what was found, and what is credited for it. */
import type { ReturnRecord } from '../../api/types.ts';
import { Card } from '../../parts/surface.tsx';
import { Status } from '../../parts/status.tsx';
import { isZero, money, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';
import { LineName } from '../record/line-name.tsx';
import { creditsOf, partsOf, total, type ReturnReading } from './reading.ts';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';

type Line = ReturnRecord['lines'][number];

const COLUMNS = ['Asked', 'Authorized', 'Received', 'Inspected', 'Credited'] as const;
const OWNERS = ['customer', 'Crossdock', 'WMS', 'quality', 'Crossdock'] as const;

export function ReturnLines({ reading }: { reading: ReturnReading }) {
  const { record } = reading;
  return (
    <Card
      title="Lines"
      aside={<span className="only-d">base units; each column is read from who owns it</span>}
    >
      <table className="stack">
        <TableHead
          columns={[
            { name: 'Line', width: '30%' },
            ...COLUMNS.map((column, index) => ({ ...ofNumbers(column), below: OWNERS[index]! })),
            'Goes to',
            ofNumbers('Credit, net'),
          ]}
        />
        <tbody>
          {record.lines.map((line) => (
            <LineRow key={line.line} line={line} record={record} />
          ))}
        </tbody>
      </table>
      <Refusals record={record} />
    </Card>
  );
}

function LineRow({ line, record }: { line: Line; record: ReturnRecord }) {
  const parts = partsOf(record).filter((part) => part.line === line.line);
  const credited = creditsOf(record).flatMap(({ lines }) => lines.filter((row) => row.line === line.line));
  const quantities = [
    line.asked,
    line.authorized,
    line.received,
    String(total(parts, ({ quantity }) => quantity)),
    String(total(credited, ({ quantity }) => quantity)),
  ];
  const orderLines = [...new Set(line.billed.map(({ salesOrderLine }) => salesOrderLine))];
  const currency = credited[0]?.net.currency;
  return (
    <tr>
      <LineName line={line.line} item={line.item}>
        {plain(line.reason)}, {plain(line.use)}
        {line.text === null ? '' : `, “${line.text}”`}
        {orderLines.length === 0 ? '' : `; order line ${orderLines.join(', ')}`}
      </LineName>
      {quantities.map((quantity, index) => (
        <td key={COLUMNS[index]} className={`n ${isZero(quantity) ? 't3' : ''}`} data-l={COLUMNS[index]}>
          {number(quantity)}
        </td>
      ))}
      <td className="w2" data-l="Goes to">
        {isZero(line.inReview) ? null : <Status name="waiting">{number(line.inReview)} in review</Status>}
        {parts.length === 0 && isZero(line.inReview) ? <span className="t3">–</span> : null}
        {parts.map(({ part, quantity, grade, disposition, placed }) => (
          <span key={part} className="sub" style={{ display: 'block' }}>
            <Status name={placed ? 'done' : 'waiting'}>
              {number(quantity)} {plain(grade)}: {plain(disposition ?? 'not decided')}
            </Status>
          </span>
        ))}
      </td>
      <td className="n b" data-l="Credit, net">
        {currency === undefined ? (
          <span className="t3">–</span>
        ) : (
          money({ amount: total(credited, ({ net }) => net.amount).toFixed(2), currency })
        )}
      </td>
    </tr>
  );
}

function Refusals({ record }: { record: ReturnRecord }) {
  if (record.refusals.length === 0) return null;
  return (
    <ul className="list" aria-label="Turned down">
      {record.refusals.map(({ line, quantity, code, reason }) => (
        <li key={`${line} ${code}`}>
          <Status name="refused">{''}</Status>
          <span>
            <b className="b">
              {number(quantity)} of line {line} may not come back
            </b>
            <br />
            <span className="sub">{reason}</span>
          </span>
          <span className="m t3 sm">{plain(code)}</span>
        </li>
      ))}
    </ul>
  );
}
