/** What inspectors found, and the files that prove it. */
import { Icon } from '../../parts/icon.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { counted, moment, number } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';
import type { ReturnReading } from './reading.ts';

export function Inspections({ reading }: { reading: ReturnReading }) {
  const { record, at } = reading;
  const files = record.inspections.reduce((sum, { evidence }) => sum + evidence.length, 0);
  return (
    <Card
      span="c7"
      title="Evidence"
      aside={files === 0 ? undefined : `${counted(files, 'file')}, each by its hash`}
    >
      {record.receipts.length === 0 ? (
        <Empty status="waiting" title="Nothing came, so nothing was looked at.">
          Receipts, forms and photographs stand here, each with the SHA-256 of its content.
        </Empty>
      ) : null}
      <ul className="list">
        {record.receipts.map(({ receipt, site, receivedAt, lines }) => (
          <li key={receipt}>
            <Icon name="file" />
            <span>
              <b className="b">Receipt {receipt}</b>{' '}
              <span className="t2">
                {lines
                  .map(
                    ({ quantity, item, lot }) =>
                      `${number(quantity)} ${item}${lot === null ? '' : `, lot ${lot}`}`,
                  )
                  .join('; ')}
              </span>
              <span className="sub t3" style={{ display: 'block' }}>
                {site}, {moment(receivedAt, at)}
              </span>
            </span>
            <span className="m" />
          </li>
        ))}
        {record.inspections.map(({ inspection, inspectedBy, inspectedAt, parts, evidence }) => (
          <li key={inspection}>
            <Icon name="file" />
            <span>
              <b className="b">Inspection {inspection}</b>{' '}
              <span className="t3 sm">
                {inspectedBy}, {moment(inspectedAt, at)}
              </span>
              {parts.map(({ part, quantity, item, grade, faultOf, policies }) => (
                <span key={part} className="sub" style={{ display: 'block' }}>
                  {number(quantity)} {item}: {plain(grade)}, fault of {plain(faultOf)}
                  {policies
                    .map(({ table, version, row }) => `; ${plain(table)} v${version}, row ${row}`)
                    .join('')}
                </span>
              ))}
              {evidence.map(({ name, kind, sha256 }) => (
                <span key={name} className="sub" style={{ display: 'block' }}>
                  {title(kind)} {name}{' '}
                  <span className="mono t3">{`${sha256.slice(0, 8)}…${sha256.slice(-4)}`}</span>
                </span>
              ))}
            </span>
            <span className="m" />
          </li>
        ))}
      </ul>
    </Card>
  );
}
