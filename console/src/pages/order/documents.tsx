/** Documents of an order: what was invoiced, credited and paid, by its number in the system that owns it. */
import { useRead } from '../../api/client.ts';
import { Card, Empty } from '../../parts/surface.tsx';
import { Status, SystemFrame } from '../../parts/status.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { isZero, money, moment, number, type Money } from '../../words/format.ts';
import { systemShort, title } from '../../words/names.ts';
import type { OrderReading } from './reading.ts';

type Data = Readonly<Record<string, unknown>>;

/** Facts that are documents: the member with their number, and the one with their amount. */
const DOCUMENTS: Readonly<Record<string, readonly [name: string, number: string, amount: string | null]>> = {
  'sales-order.registered.v1': ['ERP order', 'erpOrder', null],
  'shipping-order.accepted.v1': ['Shipping order', 'shippingOrder', null],
  'shipment.confirmed.v1': ['Shipment', 'shipment', null],
  'transport.arranged.v1': ['Waybill', 'trackingNumber', null],
  'invoice.posted.v1': ['Invoice', 'invoice', 'gross'],
  'invoice.reversed.v1': ['Reversal', 'reversal', null],
  'invoice.adjusted.v1': ['Credit memo', 'adjustment', 'gross'],
  'payment.received.v1': ['Payment', 'payment', 'amount'],
};

export function Documents({ reading }: { reading: OrderReading }) {
  const { record: order, at, isPast } = reading;
  const rows = order.timeline.flatMap(({ fact, type, source, occurredAt, data, effect }) => {
    const known = DOCUMENTS[type];
    if (known === undefined || effect === 'duplicate') return [];
    const [name, member, amountMember] = known;
    const value = (data as Data)[member];
    const amount = amountMember === null ? undefined : ((data as Data)[amountMember] as Money | undefined);
    return [
      { fact, name, source, occurredAt, amount, number: typeof value === 'string' ? value : '–', effect },
    ];
  });
  const returns = useRead(
    '/v1/returns',
    { query: { salesOrder: order.salesOrder, limit: 50 } },
    { enabled: !isPast },
  );
  const back = isPast ? [] : (returns.data?.items ?? []);
  return (
    <Card
      title="Documents"
      aside={`${number(rows.length + back.length)}, each by its number where it was made`}
    >
      {rows.length + back.length === 0 ? (
        <Empty status="waiting" title="No document names this order yet." />
      ) : null}
      <table className="stack">
        <TableHead columns={['Document', 'Number', 'Made by', ofNumbers('Amount'), ofNumbers('When')]} />
        <tbody>
          {rows.map(({ fact, name, number: id, source, amount, occurredAt, effect }) => (
            <tr key={fact}>
              <td data-l="Document">
                {name}
                {effect === 'superseded' ? <span className="t3"> replaced</span> : null}
              </td>
              <td data-l="Number">
                <To to={`/find/${encodeURIComponent(id)}`}>{id}</To>
              </td>
              <td data-l="Made by">
                <SystemFrame>{systemShort(source)}</SystemFrame>
              </td>
              <td className="n b" data-l="Amount">
                {amount === undefined ? <span className="t3">–</span> : money(amount)}
              </td>
              <td className="n t2" data-l="When">
                {moment(occurredAt, at)}
              </td>
            </tr>
          ))}
          {back.map(({ rma, lifecycle, credited, openedAt }) => (
            <tr key={rma}>
              <td data-l="Document">Return</td>
              <td data-l="Number">
                <To to={`/returns/${encodeURIComponent(rma)}`}>{rma}</To>
              </td>
              <td data-l="Stands">
                <Status
                  name={lifecycle === 'closed' ? 'done' : lifecycle === 'refused' ? 'refused' : 'waiting'}
                >
                  {title(lifecycle)}
                </Status>
              </td>
              <td className="n b" data-l="Credited">
                {credited === null || isZero(credited.amount) ? (
                  <span className="t3">–</span>
                ) : (
                  money({ ...credited, amount: `-${credited.amount}` })
                )}
              </td>
              <td className="n t2" data-l="When">
                {moment(openedAt, at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
