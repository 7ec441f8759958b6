/** Numbers of other systems that mean this record, or that it names. */
import { Card } from '../../parts/surface.tsx';
import { numberOf, To } from '../../shell/link.tsx';
import { title } from '../../words/names.ts';
import type { RecordReading } from './reading.ts';

/** Members of facts that are numbers of other documents, and what they are called. */
const NUMBERS = [
  'salesOrder',
  'rma',
  'shipment',
  'shippingOrder',
  'invoice',
  'trackingNumber',
  'payment',
  'erpOrder',
  'quote',
  'receipt',
  'inspection',
  'creditMemo',
  'refund',
] as const;

const LABELS: Readonly<Record<string, string>> = { rma: 'return', erpOrder: 'ERP order' };

export function Linked({ reading }: { reading: RecordReading }) {
  const own = numberOf(reading.record.instance);
  const found = new Map<string, string>();
  for (const { data } of reading.record.timeline) {
    for (const member of NUMBERS) {
      const value = (data as Readonly<Record<string, unknown>>)[member];
      if (typeof value !== 'string' || value === own) continue;
      found.set(value, LABELS[member] ?? member.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
    }
  }
  return (
    <Card title="Linked records">
      <p className="pad" style={{ display: 'flex', gap: '6px 18px', flexWrap: 'wrap' }}>
        {[...found].map(([number, kind]) => (
          <span key={number}>
            <span className="t3">{title(kind)}</span>{' '}
            <To to={`/find/${encodeURIComponent(number)}`}>{number}</To>
          </span>
        ))}
      </p>
    </Card>
  );
}
