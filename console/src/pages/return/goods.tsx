/** Where the goods went, drawn; and that goods and money settle separately. */
import { Empty } from '../../parts/surface.tsx';
import { StatusShape } from '../../parts/status.tsx';
import { counted, money, moment, number } from '../../words/format.ts';
import { plain } from '../../words/names.ts';
import { creditsOf, partsOf, total, type ReturnReading } from './reading.ts';

interface Branch {
  readonly name: string;
  readonly quantity: number;
  readonly detail: string;
  readonly fill: string;
  readonly soft: string;
}

/** Drawn in the colour of what it means: sellable again, or not. */
const LOOKS: Readonly<Record<string, readonly [fill: string, soft: string]>> = {
  restock: ['var(--ok-fill)', 'var(--ok-soft)'],
  // No red: nothing disagrees.
  scrap: ['var(--text-2)', 'var(--sunken)'],
};

function branchesOf({ record }: ReturnReading): readonly Branch[] {
  const parts = partsOf(record);
  const byPlace = Map.groupBy(parts, ({ disposition }) => disposition ?? 'not decided');
  const branches = [...byPlace].map(([disposition, some]): Branch => {
    const [fill, soft] = LOOKS[disposition] ?? ['var(--calm-fill)', 'var(--calm-soft)'];
    const isPlaced = some.every(({ placed }) => placed);
    const grades = [...new Set(some.map(({ grade }) => plain(grade)))].join(', ');
    const detail = `${grades}; ${isPlaced ? 'placed' : 'not placed yet'}`;
    return {
      name: plain(disposition),
      quantity: total(some, ({ quantity }) => quantity),
      detail,
      fill,
      soft,
    };
  });
  const received = total(
    record.receipts.flatMap(({ lines }) => lines),
    ({ quantity }) => quantity,
  );
  const rest = received - total(parts, ({ quantity }) => quantity);
  if (rest > 0) {
    const [fill, soft] = ['var(--late-fill)', 'var(--late-soft)'];
    branches.push({
      name: 'in inspection',
      quantity: rest,
      detail: 'nobody has looked at it yet',
      fill,
      soft,
    });
  }
  return branches;
}

export function Goods({ reading }: { reading: ReturnReading }) {
  const branches = branchesOf(reading);
  const received = branches.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <section className="card c5">
      <header>
        <h2>{received === 0 ? 'Where the goods go' : `Where the ${number(received)} went`}</h2>
      </header>
      {received === 0 ? (
        <Empty status="waiting" title="Nothing has come back yet." />
      ) : (
        <div className="pad">
          <Flow branches={branches} received={received} />
        </div>
      )}
      <Settled reading={reading} received={received} />
    </section>
  );
}

const HEIGHT = 176;
const GAP = 26;

/** A band from what came to where it went. */
const bandOf = (y: number, end: number, height: number): string =>
  `M110 ${y}C200 ${y} 200 ${end} 290 ${end}V${end + height}` +
  `C200 ${end + height} 200 ${y + height} 110 ${y + height}z`;

/** What came on the left, where it went on the right; areas are in proportion. */
function Flow({ branches, received }: { branches: readonly Branch[]; received: number }) {
  const room = HEIGHT - 40 - GAP * (branches.length - 1);
  const scale = room / received;
  const left = (HEIGHT - room) / 2;
  let [from, to] = [left, 20];
  const placed = branches.map((branch) => {
    const height = Math.max(2, branch.quantity * scale);
    const at = { ...branch, height, from, to };
    from += height;
    to += height + GAP;
    return at;
  });
  const said = branches.map(({ name, quantity }) => `${number(quantity)} ${name}`).join(', ');
  return (
    <svg
      className="ch half"
      viewBox={`0 0 520 ${HEIGHT}`}
      role="img"
      aria-label={`${number(received)} returned: ${said}`}
    >
      <rect x="14" y={left} width="96" height={room} fill="var(--canvas)" />
      {placed.map(({ name, height, from: y, to: end, fill, soft }) => (
        <g key={name}>
          <path d={bandOf(y, end, height)} fill={soft} />
          <rect x="290" y={end} width="10" height={height} fill={fill} rx="2" />
        </g>
      ))}
      <rect x="0" y={left} width="14" height={room} fill="var(--text-2)" rx="2" />
      <text className="t b" x="22" y={left + room / 2 + 4}>
        {number(received)} returned
      </text>
      {placed.map(({ name, quantity, detail, height, to: end }) => (
        <g key={name}>
          <text className="t b" x="310" y={end + height / 2}>
            {number(quantity)} {name}
          </text>
          <text className="t2" x="310" y={end + height / 2 + 15}>
            {detail}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Settled({ reading, received }: { reading: ReturnReading; received: number }) {
  const { record, at } = reading;
  const parts = partsOf(record);
  const open =
    received -
    total(
      parts.filter(({ placed }) => placed),
      ({ quantity }) => quantity,
    );
  const goodsDone = received > 0 && open === 0;
  const credits = creditsOf(record);
  const unposted = credits.filter(({ creditMemo }) => creditMemo === null);
  const last = record.timeline.findLast(({ type }) => type === 'inventory-disposition.updated.v1');
  const currency = unposted[0]?.gross.currency;
  return (
    <>
      <header style={{ borderTop: '1px solid var(--border)' }}>
        <h2>Goods and money settle separately</h2>
      </header>
      <ul className="list">
        <li>
          <StatusShape name={goodsDone ? 'done' : 'waiting'} />
          <span>
            <b className="b">{goodsDone ? 'Goods settled' : 'Goods open'}</b>
            <br />
            <span className="sub">
              {goodsDone
                ? 'all of it lies where it belongs'
                : received === 0
                  ? 'nothing came yet'
                  : `${number(open)} are not where they belong`}
            </span>
          </span>
          <span className="m t3 sm">
            {goodsDone && last !== undefined ? moment(last.occurredAt, at) : ''}
          </span>
        </li>
        <li>
          <StatusShape name={credits.length > 0 && unposted.length === 0 ? 'done' : 'waiting'} />
          <span>
            <b className="b">
              {credits.length > 0 && unposted.length === 0 ? 'Money settled' : 'Money open'}
            </b>
            <br />
            <span className="sub">
              {credits.length === 0
                ? 'nothing is to be credited yet'
                : unposted.length === 0
                  ? `${counted(credits.length, 'credit memo is', 'credit memos are')} posted and read back`
                  : 'until the credit is read back from the ERP'}
            </span>
          </span>
          <span className="m b">
            {currency === undefined
              ? ''
              : money({ amount: total(unposted, ({ gross }) => gross.amount).toFixed(2), currency })}
          </span>
        </li>
      </ul>
    </>
  );
}
