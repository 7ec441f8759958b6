/** Lines with the quantities that each system owns; a number that breaks an equation is framed. */
import type { Equation, SalesOrder } from '../../api/types.ts';
import { AlignmentBar } from '../../charts/alignment-bar.tsx';
import { Card } from '../../parts/surface.tsx';
import { Status, SystemFrame } from '../../parts/status.tsx';
import { isZero, money, number } from '../../words/format.ts';
import { systemShort, title } from '../../words/names.ts';
import { LineName } from '../record/line-name.tsx';
import type { OrderReading } from './reading.ts';
import { useReturned } from './returned.ts';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';

type Line = SalesOrder['lines'][number];

const COLUMNS = ['ordered', 'allocated', 'shipped', 'invoiced', 'returned', 'credited'] as const;
type Column = (typeof COLUMNS)[number];

/** Facts that say a column: their source owns it. */
const SAID_BY: Readonly<Record<Column, string>> = {
  ordered: 'sales-order.stated.v1',
  allocated: 'inventory.allocated.v1',
  shipped: 'shipment.confirmed.v1',
  invoiced: 'invoice.posted.v1',
  returned: 'return.received.v1',
  credited: 'invoice.adjusted.v1',
};

export function Lines({ reading }: { reading: OrderReading }) {
  const { record: order, explanation } = reading;
  const owner = (column: Column): string => {
    const said = order.timeline.find(({ type }) => type === SAID_BY[column]);
    return said === undefined ? '' : systemShort(said.source);
  };
  const returned = useReturned(order.salesOrder, reading.moment);
  return (
    <Card
      title="Lines"
      aside={<span className="only-d">each column is read from the system that owns it; base units</span>}
    >
      <table className="stack">
        <TableHead
          columns={[
            { name: 'Line', width: '20%' },
            ...COLUMNS.map((column) => ({ ...ofNumbers(title(column)), below: owner(column) || '\u00a0' })),
            { name: 'Shipped over invoiced', width: 150 },
            'Agreement',
            ofNumbers('Unit price'),
          ]}
        />
        <tbody>
          {order.lines.map((line) => (
            <LineRows
              key={line.line}
              line={line}
              returned={returned.get(line.line) ?? 0}
              equations={equationsOf(explanation.equations, line)}
              order={order}
            />
          ))}
          <tr className="sum">
            <td className="w">Net of tax</td>
            <td className="n" data-l="Ordered">
              {order.ordered === null ? '' : money(order.ordered)}
            </td>
            <td className="n only-d" />
            <td className="n" data-l="Shipped">
              {order.shipped === null ? '' : money(order.shipped)}
            </td>
            <td className="n" data-l="Invoiced">
              {order.invoiced === null ? '' : money(order.invoiced)}
            </td>
            <td className="n only-d" />
            <td className="n" data-l="Credited">
              {order.credited === null ? '' : money(order.credited)}
            </td>
            <td className="w" colSpan={3}>
              <NotInvoiced order={order} />
            </td>
          </tr>
        </tbody>
      </table>
    </Card>
  );
}

/** What of a line was cancelled, and what nobody found. */
function missingOf({ cancelled, short }: Line): string | undefined {
  const said = [
    ...(isZero(cancelled) ? [] : [`${number(cancelled)} cancelled`]),
    ...(isZero(short) ? [] : [`${number(short)} not found at picking`]),
  ];
  return said.length === 0 ? undefined : said.join(', ');
}

function NotInvoiced({ order }: { order: SalesOrder }) {
  if (order.shipped === null || order.invoiced === null) return null;
  const missing = Number(order.shipped.amount) - Number(order.invoiced.amount);
  if (Math.abs(missing) < 0.005) {
    const isNothing = Number(order.shipped.amount) === 0;
    return (
      <span className="t3">{isNothing ? 'nothing has shipped yet' : 'everything shipped is invoiced'}</span>
    );
  }
  return (
    <>
      <span className="t3" style={{ fontWeight: 400 }}>
        {missing > 0 ? 'shipped, not invoiced' : 'invoiced beyond what shipped'}
      </span>{' '}
      {money({ amount: Math.abs(missing).toFixed(2), currency: order.shipped.currency })}
    </>
  );
}

const equationsOf = (equations: readonly Equation[], line: Line): readonly Equation[] =>
  equations.filter(({ subject }) => subject === `line ${line.line}`);

interface RowProps {
  readonly line: Line;
  readonly returned: number;
  readonly equations: readonly Equation[];
  readonly order: SalesOrder;
}

function LineRows({ line, returned, equations, order }: RowProps) {
  const quantities: Readonly<Record<Column, string>> = { ...line, returned: String(returned) };
  const broken = equations.find(({ verdict }) => verdict === 'broken');
  const isHeld = Number(line.shipped) > Number(line.invoiced);
  const oddTerm =
    broken === undefined
      ? undefined
      : [...broken.left, ...broken.right].find(({ system }) => system === broken.odd);
  const odd = oddTerm?.name;
  return (
    <>
      <tr>
        <LineName line={line.line} item={line.item}>
          {missingOf(line)}
        </LineName>
        {COLUMNS.map((column) => (
          <td
            key={column}
            className={`n ${column === odd ? 'odd b' : ''} ${isZero(quantities[column]) ? 't3' : ''}`}
            data-l={column.charAt(0).toUpperCase() + column.slice(1)}
          >
            {number(quantities[column])}
          </td>
        ))}
        <td className="w2">
          <AlignmentBar
            ordered={Number(line.ordered)}
            shipped={Number(line.shipped)}
            invoiced={Number(line.invoiced)}
            isHeld={isHeld}
            isBroken={broken?.name.startsWith('shipped') ?? false}
          />
        </td>
        <td data-l="Agreement">
          <LineStatus line={line} broken={broken} equations={equations} />
        </td>
        <td className="n only-d">
          {order.ordered === null
            ? line.unitPrice
            : money({ amount: line.unitPrice, currency: order.ordered.currency })}
        </td>
      </tr>
      {broken === undefined ? null : (
        <tr className="ex">
          <td colSpan={10} className="w">
            <span className="rd">
              <span>Who says what:</span>
              {[...broken.left, ...broken.right]
                .filter(({ value, system }) => !isZero(value) || system === broken.odd)
                .map(({ name, value, system }) => (
                  <span key={`${name} ${system}`} className={system === broken.odd ? 'brkb' : ''}>
                    <SystemFrame>{systemShort(system)}</SystemFrame> {number(value)} {name}
                  </span>
                ))}
            </span>
          </td>
        </tr>
      )}
    </>
  );
}

interface StatusProps {
  readonly line: Line;
  readonly broken: Equation | undefined;
  readonly equations: readonly Equation[];
}

function LineStatus({ line, broken, equations }: StatusProps) {
  if (broken !== undefined) return <Status name="broken">{number(broken.delta)} apart</Status>;
  const held = Number(line.shipped) - Number(line.invoiced);
  if (held > 0) return <Status name="late">{number(held)} held</Status>;
  if (equations.some(({ verdict }) => verdict === 'in-transit'))
    return <Status name="in-transit">in transit</Status>;
  return equations.length === 0 ? <span className="t3">–</span> : <Status name="holds">agrees</Status>;
}
