/** Where a lot is: with whom, and in which warehouse, as much as was ever received of it. */
import { saveFile } from '../../api/request.ts';
import type { RecallPlan } from '../../api/types.ts';
import { Status } from '../../parts/status.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { pathOfItem, pathOfOrder, To } from '../../shell/link.tsx';
import { counted, isZero, money, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';
import { FITNESS } from '../stock/fitness.ts';
import { shippedOf, sumOf, type RecalledItem } from './plan.ts';

export function Customers({ plan }: { plan: RecallPlan }) {
  const rows = shippedOf(plan);
  return (
    <Card
      span="c7"
      title="Who has it"
      aside={
        rows.length === 0 ? undefined : (
          <button type="button" className="btn s" onClick={() => saveList(plan)}>
            Save as CSV
          </button>
        )
      }
    >
      {rows.length === 0 ? <Empty title="None of it has left." /> : <CustomerTable plan={plan} />}
    </Card>
  );
}

function CustomerTable({ plan }: { plan: RecallPlan }) {
  const rows = shippedOf(plan).toSorted((a, b) => Number(b.quantity) - Number(a.quantity));
  const { figures } = plan;
  return (
    <table className="stack">
      <TableHead
        columns={['Customer', 'Order', 'Shipment', 'Invoice', ofNumbers('Has'), ofNumbers('To credit, net')]}
      />
      <tbody>
        {rows.map(({ salesOrder, customer, shipment, invoice, item, quantity, net }) => (
          <tr key={`${item} ${salesOrder} ${shipment}`}>
            <td className="w2">
              {customer === null ? (
                <Status name="blocked">not known</Status>
              ) : (
                <b className="b">{customer}</b>
              )}
              {plan.items.length > 1 ? <span className="sub">{item}</span> : null}
            </td>
            <td data-l="Order">
              <To to={pathOfOrder(salesOrder)}>{salesOrder}</To>
            </td>
            <td data-l="Shipment">{shipment === '' ? '–' : shipment}</td>
            <td data-l="Invoice">{invoice ?? <span className="t3">none yet</span>}</td>
            <td className="n" data-l="Has">
              {number(quantity)}
            </td>
            <td className="n" data-l="To credit, net">
              {net === null ? '–' : money(net)}
            </td>
          </tr>
        ))}
        <tr className="sum">
          <td className="w2" colSpan={4}>
            {counted(figures.customers, 'customer')}
          </td>
          <td className="n" data-l="Has">
            {number(figures.shipped)}
          </td>
          <td className="n" data-l="To credit, net">
            {figures.credits.map(money).join(' + ') || '–'}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

const CSV_HEAD = [
  'customer', 'salesOrder', 'shipment', 'invoice', 'item', 'lot', 'quantity', 'net', 'currency',
];

/** What begins like a formula is text to whoever opens the file. */
const csvField = (text: string): string =>
  `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

/** The list for whoever tells the customers. */
function saveList(plan: RecallPlan): void {
  const rows = shippedOf(plan).map(({ customer, salesOrder, shipment, invoice, item, quantity, net }) => [
    customer ?? '', salesOrder, shipment, invoice ?? '', item, plan.lot, quantity, net?.amount ?? '',
    net?.currency ?? '',
  ]);
  const text = [CSV_HEAD, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n');
  saveFile(new Blob([`${text}\r\n`], { type: 'text/csv' }), `recall-${plan.lot}.csv`);
}

export function Whereabouts({ plan }: { plan: RecallPlan }) {
  return (
    <Card span="c5" title="Where it stands" aside="base units">
      {plan.items.map((one) => (
        <ItemPlaces key={`${one.entity} ${one.item}`} one={one} />
      ))}
    </Card>
  );
}

function ItemPlaces({ one }: { one: RecalledItem }) {
  const { entity, item, state, lies, received } = one;
  const [status, word] = state === 'sellable' ? FITNESS.fit : FITNESS[state as keyof typeof FITNESS];
  return (
    <>
      <div className="pad">
        <p style={{ display: 'flex', gap: 8, alignItems: 'baseline', marginBottom: 8 }}>
          <To to={pathOfItem(item)} className="b">
            {item}
          </To>
          <span className="t3">{entity}</span>
          <Status name={status}>{word}</Status>
        </p>
        {isZero(received) ? null : <Balance one={one} />}
      </div>
      {lies.length === 0 ? null : (
        <table>
          <TableHead columns={['Location', 'Disposition', ofNumbers('On hand'), ofNumbers('Promised')]} />
          <tbody>
            {lies.map(({ location, disposition, onHand, allocated }) => (
              <tr key={`${location} ${disposition}`}>
                <td>{location}</td>
                <td className="t2">{plain(disposition)}</td>
                <td className="n">{number(onHand)}</td>
                <td className="n">{isZero(allocated) ? <span className="t3">0</span> : number(allocated)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Everything that was received, by where it is now: the parts add up to the whole. */
function Balance({ one: { received, returned, lies, shipped } }: { one: RecalledItem }) {
  const whole = Number(received);
  const here = sumOf(lies, ({ onHand }) => onHand);
  const away = sumOf(shipped, ({ quantity }) => quantity) - Number(returned);
  const rest = whole - here - away;
  const parts = [
    ['with us', here, 'solid-calm'],
    ['with customers', away, 'solid-late'],
    [rest < 0 ? 'found at a count' : 'written off', Math.abs(rest), 'hatch-calm'],
  ] as const;
  const shown = parts.filter(([, quantity]) => quantity !== 0);
  const most = Math.max(whole, here + away, 1);
  const said = shown.map(([name, quantity]) => `${number(quantity)} ${name}`).join(', ');
  return (
    <>
      <span className="bar" role="img" aria-label={`${number(received)} received: ${said}`}>
        {shown.map(([name, quantity, look]) => (
          <i key={name} className={look} style={{ width: `${(quantity / most) * 100}%` }} />
        ))}
      </span>
      <p className="key" style={{ marginTop: 6 }}>
        <b className="b">{number(received)} received</b>
        {shown.map(([name, quantity, look]) => (
          <span key={name}>
            <i className={look} />
            {number(quantity)} {name}
          </span>
        ))}
        {isZero(returned) ? null : <span>{number(returned)} came back</span>}
      </p>
    </>
  );
}
