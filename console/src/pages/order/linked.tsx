/** Numbers of other systems that mean this order. */
import { Card } from '../../parts/surface.tsx';
import { To } from '../../shell/link.tsx';
import { title } from '../../words/names.ts';
import type { OrderReading } from './reading.ts';

/** Members of facts that are numbers of other documents, and what they are called. */
const NUMBERS = ['shipment', 'shippingOrder', 'invoice', 'trackingNumber', 'payment', 'erpOrder', 'quote'] as const;

export function Linked({ reading }: { reading: OrderReading }) {
  const found = new Map<string, string>();
  for (const { data } of reading.order.timeline) {
    for (const member of NUMBERS) {
      const value = (data as Readonly<Record<string, unknown>>)[member];
      if (typeof value === 'string') found.set(value, member.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
    }
  }
  return (
    <Card title="Linked records">
      <p className="pad" style={{ display: 'flex', gap: '6px 18px', flexWrap: 'wrap' }}>
        {[...found].map(([number, kind]) => (
          <span key={number}>
            <span className="t3">{title(kind)}</span> <To to={`/find/${encodeURIComponent(number)}`}>{number}</To>
          </span>
        ))}
      </p>
    </Card>
  );
}
