/** How long things take, drawn: half took no longer than the bar, nine of ten than its hatched end. */
import { useRead } from '../../api/client.ts';
import type { Durations } from '../../api/types.ts';
import { Choice } from '../../parts/filters.tsx';
import { Card, Loaded, NoneYet } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { useMoment, useParameter } from '../../shell/moment.ts';
import { counted, dayOf, duration, number } from '../../words/format.ts';
import { roleName } from '../../words/names.ts';

type Duration = Durations['durations'][number];
type Figure = Duration['figure'];

/** What is compared with each other shares one scale. */
const GROUPS: readonly (readonly [name: string, figures: readonly (readonly [Figure, string])[]])[] = [
  [
    'An order',
    [
      ['order-to-shipment', 'Order to shipment'],
      ['shipment-to-invoice', 'Shipment to invoice'],
      ['shipment-to-record', 'Shipment until it is known here'],
    ],
  ],
  [
    'A return',
    [
      ['request-to-authorization', 'Request to authorization'],
      ['authorization-to-receipt', 'Authorization to receipt'],
      ['receipt-to-inspection', 'Receipt to inspection'],
      ['receipt-to-credit', 'Receipt to credit'],
      ['return-to-credit', 'Request to credit'],
    ],
  ],
  [
    'A question',
    [
      ['dispute-to-answer', 'Dispute to answer'],
      ['case-to-resolution', 'Case to resolution'],
    ],
  ],
];

const DAYS = 30;
const HOUR_MS = 3_600_000;

/** The beginning of the hour: what was read of a period that is over is not read again each second. */
const hourOf = (iso: string): string =>
  new Date(Math.floor(Date.parse(iso) / HOUR_MS) * HOUR_MS).toISOString();

export function DurationsCard() {
  const [{ at }] = useMoment();
  const [days] = useParameter('days');
  const asked = Number(days ?? DAYS);
  const read = useRead('/v1/console/durations', { query: { at, days: asked } }, { isPast: at !== null });
  return (
    <Card
      title="How long things take"
      aside={
        <span className="tabs" role="group" aria-label="Length of the period">
          <Choice
            name="days"
            options={[
              ['7', '7 days'],
              [null, `${DAYS} days`],
              ['90', '90 days'],
            ]}
          />
        </span>
      }
    >
      <Loaded query={read} what="How long things take">
        {(data) => <Compared data={data} days={asked} />}
      </Loaded>
    </Card>
  );
}

function Compared({ data, days }: { data: Durations; days: number }) {
  const query = { at: hourOf(data.from), days };
  const before = useRead('/v1/console/durations', { query }, { isPast: true, keep: true });
  const known = new Map(data.durations.map((row) => [row.figure, row]));
  const earlier = new Map(before.data?.durations.map((row) => [row.figure, row.medianSeconds]));
  const groups = GROUPS.map(
    ([name, figures]) =>
      [
        name,
        figures.flatMap(([figure, text]) => {
          const row = known.get(figure);
          return row === undefined || row.ended === 0 ? [] : [{ ...row, text }];
        }),
      ] as const,
  ).filter(([, rows]) => rows.length > 0);
  const none = GROUPS.flatMap(([, figures]) => figures)
    .filter(([figure]) => (known.get(figure)?.ended ?? 0) === 0)
    .map(([, text]) => text.toLowerCase());
  return (
    <>
      {groups.length === 0 ? null : (
        <table className="stack durations">
          <TableHead
            columns={[
              { name: 'From, to', width: '26%' },
              { name: 'Half within, nine of ten within', width: '32%' },
              ofNumbers('Median'), ofNumbers('9 of 10'), ofNumbers('Before'), ofNumbers('Ended'), 'Owner',
            ]}
          />
          {groups.map(([name, rows]) => (
            <Group key={name} name={name} rows={rows} earlier={earlier} />
          ))}
        </table>
      )}
      {none.length === 0 ? null : (
        <NoneYet>Nothing ended in the period: {none.join(', ')}.</NoneYet>
      )}
      <p className="note">
        What ended from {dayOf(data.from)} to {dayOf(data.at)}, as it was known then; nights and holidays
        count.
        The dark tick is the median of the {counted(days, 'day')} before.
      </p>
    </>
  );
}

interface GroupProps {
  readonly name: string;
  readonly rows: readonly (Duration & { readonly text: string })[];
  readonly earlier: ReadonlyMap<Figure, number | null>;
}

function Group({ name, rows, earlier }: GroupProps) {
  const longest = rows.map(({ figure, p90Seconds }) => Math.max(p90Seconds ?? 0, earlier.get(figure) ?? 0));
  const most = Math.max(1, ...longest);
  return (
    <tbody>
      <tr className="grp">
        <th colSpan={7} scope="rowgroup">
          {name}
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.figure} row={row} most={most} before={earlier.get(row.figure) ?? null} />
      ))}
    </tbody>
  );
}

const took = (seconds: number | null): string => (seconds === null ? '–' : duration(seconds * 1_000));

interface RowProps {
  readonly row: GroupProps['rows'][number];
  readonly most: number;
  readonly before: number | null;
}

function Row({ row, most, before }: RowProps) {
  const { text, medianSeconds, p90Seconds, ended, formula, owner, version } = row;
  const wide = (seconds: number): string => `${(seconds / most) * 100}%`;
  const [median, ninth] = [medianSeconds ?? 0, p90Seconds ?? 0];
  const said =
    `Half took no longer than ${took(medianSeconds)}, nine of ten no longer than ${took(p90Seconds)}` +
    (before === null ? '' : `; the median before was ${took(before)}`);
  return (
    <tr>
      <td className="w2">
        <b className="b">{text}</b>
        <span className="sub only-d">
          {formula} <span className="t3">v{version}</span>
        </span>
      </td>
      <td className="w">
        <span className="dur" role="img" aria-label={said}>
          <i className="hatch-calm" style={{ width: wide(ninth) }} />
          <i className="solid-calm" style={{ width: wide(median) }} />
          {before === null ? null : <u style={{ left: wide(before) }} />}
        </span>
      </td>
      <td className="n b" data-l="Median">
        {took(medianSeconds)}
      </td>
      <td className="n" data-l="9 of 10">
        {took(p90Seconds)}
      </td>
      <td className="n t2" data-l="Before">
        {took(before)}
      </td>
      <td className="n t2" data-l="Ended">
        {number(ended)}
      </td>
      <td data-l="Owner">{roleName(owner)}</td>
    </tr>
  );
}
