/** Who says how much of an item there is, with the difference to our ledger and its age. */
import { useNow } from '../../api/server-time.ts';
import type { ItemReading } from '../../api/types.ts';
import { StockDays } from '../../charts/stock-days.tsx';
import { Answer, Card } from '../../parts/surface.tsx';
import { Status, StatusTag, SystemFrame } from '../../parts/status.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { To } from '../../shell/link.tsx';
import { counted, duration, moment, money, number } from '../../words/format.ts';
import { systemShort } from '../../words/names.ts';

type Reading = ItemReading['readings'][number];

/** `+4`, `−2`: a difference without its sign says nothing. */
export const signed = (quantity: string): string =>
  Number(quantity) > 0 ? `+${number(quantity)}` : number(quantity);

const unsigned = (quantity: string): string => number(quantity.replace('-', ''));

/** How long ago, in words. */
const ago = (iso: string, now: number): string => duration(Math.max(0, now - Date.parse(iso)));

/** `WMS holds 2 fewer`, `ERP books 4 more`. */
function oddity({ role, system, difference }: Reading): string {
  const than = difference!.startsWith('-') ? 'fewer' : 'more';
  return `${systemShort(system)} ${role === 'snapshot' ? 'books' : 'holds'} ${unsigned(difference!)} ${than}`;
}

export function AgreementAnswer({ data: { readings } }: { data: ItemReading }) {
  const now = useNow();
  const others = readings.filter(({ role }) => role !== 'ledger');
  const [worst, ...more] = others
    .filter(({ standing }) => standing === 'differs')
    .sort((a, b) => Math.abs(Number(b.difference)) - Math.abs(Number(a.difference)));
  if (worst !== undefined) {
    const stake = worst.atStake === null ? '' : `, ${money(worst.atStake)}`;
    const why =
      worst.cause ?? `It stated its books ${ago(worst.asOf, now)} ago; the line is a variance below.`;
    return (
      <Answer
        question="Do the systems agree?"
        status="broken"
        sentence={`${oddity(worst)} than our ledger${stake}.`}
        why={[why, ...more.map((reading) => `${oddity(reading)}.`)].join(' ')}
      >
        <To to="/cases?view=list&role=warehouse" className="btn">
          Open the cases of the warehouse
        </To>
      </Answer>
    );
  }
  const moving = others.filter(({ standing }) => standing === 'in-transit');
  const names = others.map(({ system }) => systemShort(system)).join(', ');
  const oldest = others.map(({ asOf }) => asOf).sort()[0];
  const why = oldest === undefined
    ? 'A sweep compares what each system can list; it has not reached stock.'
    : `The oldest figure is ${ago(oldest, now)} old; each is compared with our ledger of its moment.`;
  return (
    <Answer
      question="Do the systems agree?"
      status={oldest === undefined || moving.length > 0 ? 'waiting' : 'holds'}
      sentence={
        oldest === undefined
          ? 'Nobody was asked yet.'
          : moving.length > 0
            ? `Nearly: ${counted(moving.length, 'figure is', 'figures are')} still on the way.`
            : `Yes: ${names} and our ledger say the same.`
      }
      why={why}
    />
  );
}

export function Readings({ data: { readings, series } }: { data: ItemReading }) {
  const now = useNow();
  return (
    <Card span="c5" title="Who says what" aside="sellable, all sites, base units">
      <table>
        <TableHead
          columns={['Who says', ofNumbers('Sellable'), ofNumbers('Difference'), ofNumbers('As of')]}
        />
        <tbody>
          {readings.map((reading) => (
            <tr key={`${reading.system} ${reading.role}`}>
              <td>
                <Name reading={reading} />
              </td>
              <td className="n">{number(reading.value)}</td>
              <td className="n">
                <Difference reading={reading} />
              </td>
              <td className="n t2" title={reading.asOf}>
                {moment(reading.asOf, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pad" style={{ paddingTop: 10 }}>
        <h3 className="b" style={{ marginBottom: 6 }}>
          14 days
        </h3>
        <StockDays series={series} />
      </div>
    </Card>
  );
}

function Name({ reading: { system, role, sites } }: { reading: Reading }) {
  if (role === 'ledger') return <b className="b">Crossdock ledger</b>;
  const isBooks = role === 'snapshot';
  return (
    <>
      <SystemFrame>{systemShort(system)}</SystemFrame>{' '}
      <span className="only-d">{isBooks ? `Books of the ${systemShort(system)}` : 'its stock list'}</span>
      {isBooks ? <span className="sub">{counted(sites, 'site')} stated</span> : null}
    </>
  );
}

function Difference({ reading: { role, difference, standing } }: { reading: Reading }) {
  if (role === 'ledger') return <span className="t3">–</span>;
  if (difference === null) return <span className="t3" title="not compared yet">?</span>;
  if (standing === 'agrees') return <span className="ok">0</span>;
  if (standing === 'differs') return <StatusTag name="broken">{signed(difference)}</StatusTag>;
  return standing === 'settled' ? (
    <Status name="done">was {signed(difference)}</Status>
  ) : (
    <Status name="in-transit">{signed(difference)}</Status>
  );
}
