/** The first minute of the day: do our systems agree, and what waits for whom? */
import { useRead } from '../api/client.ts';
import { useNow } from '../api/server-time.ts';
import type { Overview } from '../api/types.ts';
import { AgreementCard } from '../charts/agreement.tsx';
import { LossBars } from '../charts/loss-bars.tsx';
import { Answer, Answers, Card, Empty, Loaded } from '../parts/surface.tsx';
import { StatusShape, type StatusName } from '../parts/status.tsx';
import { Feeds } from './overview/feeds.tsx';
import { RoleCases } from './overview/role-cases.tsx';
import { To } from '../shell/link.tsx';
import { counted, duration, moment, number, percent, sums } from '../words/format.ts';
import { owesName, plain, reasonName, roleName, STAGE_MEANING, systemName, title } from '../words/names.ts';

export function OverviewPage() {
  const overview = useRead('/v1/console/overview', {});
  return (
    <>
      <h1 className="vh">Overview</h1>
      <Loaded query={overview} what="The overview">
        {(data) => (
          <>
            <Questions data={data} />
            <div className="grid">
              <AgreementCard data={data} />
              <section className="card c5">
                <Waiting data={data} />
                <Losses data={data} />
              </section>
              <Stages data={data} />
              <Breaches data={data} />
              <RoleCases data={data} />
              <Feeds data={data} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

function Questions({ data }: { data: Overview }) {
  return (
    <Answers>
      <AgreementAnswer data={data} />
      <WaitingAnswer data={data} />
    </Answers>
  );
}

function AgreementAnswer({ data }: { data: Overview }) {
  const { checked, broken, inTransit, holds, atStake } = data.equations;
  const question = 'Do our systems agree?';
  if (broken === 0) {
    const why =
      inTransit === 0
        ? `All ${number(holds)} hold at this moment, each read from the system that owns it.`
        : `${number(holds)} hold; ${number(inTransit)} are in transit, with an answer under way.`;
    return (
      <Answer
        question={question}
        status="holds"
        sentence={
          checked === 0 ? 'There is nothing to compare yet.' : `Yes, on all ${number(checked)} equations.`
        }
        why={why}
      />
    );
  }
  const stake = sums(atStake) ?? 'no money';
  const byOdd = Map.groupBy(data.matrix, ({ odd }) => odd);
  const [odd, cells] = [...byOdd].sort(([, a], [, b]) => countOf(b) - countOf(a))[0] ?? ['', []];
  const worst = cells.toSorted((a, b) => b.count - a.count)[0];
  return (
    <Answer
      question={question}
      status="broken"
      sentence={`On ${percent(holds + inTransit, checked)}. ${number(broken)} disagree, ${stake} at stake.`}
      why={
        worst === undefined ? undefined : (
          <>
            <b className="b">{systemName(odd)}</b> is the odd one on {number(countOf(cells))}; most break “
            {worst.equation}”.
          </>
        )
      }
    >
      <To className="btn p" to="/cases?sort=exposure">
        See what to fix first
      </To>
      <To className="btn" to="/orders?broken=1">
        All {number(broken)}
      </To>
    </Answer>
  );
}

const countOf = (cells: readonly { readonly count: number }[]): number =>
  cells.reduce((sum, { count }) => sum + count, 0);

function WaitingAnswer({ data }: { data: Overview }) {
  const now = useNow();
  const { orders, held, by } = data.waiting;
  const question = 'What is waiting, and for whom?';
  const open = data.stages.reduce((sum, { total }) => sum + total, 0);
  const [first] = by;
  if (first === undefined) {
    return (
      <Answer
        question={question}
        status="done"
        sentence={
          open === 0
            ? 'Nothing is waiting: no order is open.'
            : `All ${counted(open, 'open order')} move in time.`
        }
        why="No promise is broken, no case holds an order, and every effect is proved."
      />
    );
  }
  const value = held.length > 0 ? `, ${sums(held)}` : '';
  const isPerson = ({ owes }: (typeof by)[number]) => owes.kind === 'role';
  const forPeople = by.filter(isPerson).reduce((sum, group) => sum + group.orders, 0);
  const since =
    first.since === null
      ? ''
      : `, ${orders === 1 ? '' : 'the first '}for ${duration(now - Date.parse(first.since))}`;
  return (
    <Answer
      question={question}
      status={statusOf(first.standing)}
      sentence={`${counted(orders, 'order waits', 'orders wait')} longer than promised${value}.`}
      why={
        <>
          <b className="b">{owesName(first.owes)}</b> {first.owes.kind === 'customer' ? 'hold' : 'holds'}{' '}
          {orders === 1 ? 'it' : `${number(first.orders)} of them`}: {reasonName(first.reason)}
          {since}.
        </>
      }
    >
      <To className="btn" to="/orders?needs=1">
        {orders === 1 ? 'Look at the order' : `The ${counted(orders, 'order')}`}
      </To>
      <span className="t3">
        {personText(orders, forPeople)}
      </span>
    </Answer>
  );
}

function personText(orders: number, forPeople: number): string {
  if (orders === 1) return forPeople === 1 ? 'a person must decide' : 'nobody needs to act';
  if (forPeople === 0) return 'none of them needs a person';
  return forPeople === 1 ? 'one of them needs a person' : `${number(forPeople)} of them need a person`;
}

const statusOf = (standing: 'late' | 'blocked' | 'in-doubt'): StatusName => standing;

const HATCH = { late: 'hatch-late', 'in-doubt': 'hatch-doubt', blocked: 'solid-bad' } as const;

function Waiting({ data }: { data: Overview }) {
  const now = useNow();
  const { by } = data.waiting;
  const most = Math.max(1, ...by.map(({ orders }) => orders));
  return (
    <>
      <header>
        <h2>Late orders, by who owes the answer</h2>
        <span className="r">orders, value held</span>
      </header>
      {by.length === 0 ? <Empty title="Nobody owes an answer that is late." /> : null}
      <ul className="owe">
        {by.map(({ owes, standing, orders, held, since, reason }) => (
          <li key={`${owes.kind} ${owes.id} ${standing}`}>
            <To className="nm" to={`/orders?needs=1&owes=${owes.id}`}>
              <StatusShape name={standing} />
              <span>
                <b className="b">{owesName(owes)}</b>
                <span className="sub">
                  {reasonName(reason)}
                  {since === null ? '' : `, since ${moment(since, now)}`}
                </span>
              </span>
            </To>
            <span className="bw">
              <i className={HATCH[standing]} style={{ width: `${(orders / most) * 100}%` }} />
            </span>
            <span className="num">{number(orders)}</span>
            <span className="num b">{sums(held.slice(0, 1))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Losses({ data }: { data: Overview }) {
  const total = data.silentLoss.reduce((sum, { lost }) => sum + lost, 0);
  return (
    <>
      <header>
        <h2>Silent loss, last 30 days</h2>
        <span className="r">
          {total === 0 ? 'nothing was lost' : `${number(total)}, all repaired by sweeps`}
        </span>
      </header>
      {total === 0 ? (
        <p className="note">Every fact came by its own message; sweeps found nothing that was missing.</p>
      ) : (
        <div className="pad">
          <LossBars losses={data.silentLoss} until={data.at} />
        </div>
      )}
    </>
  );
}

const KEY = [
  ['solid-ok', 'moving'],
  ['solid-calm', 'waiting in time'],
  ['hatch-late', 'late'],
  ['solid-bad', 'blocked'],
  ['hatch-doubt', 'in doubt'],
] as const;

function Stages({ data }: { data: Overview }) {
  return (
    <Card
      span="c12"
      title="Where the open orders are"
      aside={
        <span className="key">
          {KEY.map(([look, word]) => (
            <span key={word}>
              <i className={look} />
              {word}
            </span>
          ))}
        </span>
      }
    >
      {data.stages.length === 0 ? <Empty title="No order is open." /> : null}
      <div className="flow">
        {data.stages.map((stage) => (
          <Stage key={stage.state} stage={stage} />
        ))}
      </div>
    </Card>
  );
}

function Stage({ stage }: { stage: Overview['stages'][number] }) {
  const { state, total, moving, inTime, late, blocked, inDoubt } = stage;
  const parts = [moving, inTime, late, blocked, inDoubt];
  const said = KEY.map(([, word], at) => [parts[at]!, word] as const).filter(([count]) => count > 0);
  const loud = late + blocked + inDoubt;
  const words = said.filter(([, word]) => word !== 'moving' && word !== 'waiting in time');
  return (
    <To to={`/orders?state=${state}`} className="fs">
      <span className="ft">{title(state)}</span>
      <span className="fn">{number(total)}</span>
      <span className="t3 sm">{STAGE_MEANING[state] ?? plain(state)}</span>
      <span
        className="bar"
        role="img"
        aria-label={said.map(([count, word]) => `${count} ${word}`).join(', ')}
      >
        {parts.map((count, at) =>
          count === 0 ? null : (
            <i key={KEY[at]![1]} className={KEY[at]![0]} style={{ flex: `${count} 0 3px` }} />
          ),
        )}
      </span>
      <span className={loud > 0 ? 'fr late' : 'fr'}>
        {loud > 0 ? words.map(([count, word]) => `${number(count)} ${word}`).join(', ') : 'all in time'}
      </span>
    </To>
  );
}

const BREACH: Readonly<Record<string, readonly [what: string, effect: string]>> = {
  'late-invoice': [
    'of shipped orders are not posted within SLA',
    'Today’s margin reads this much too low until they are posted.',
  ],
  'late-payment': ['of invoiced orders are not paid when due', 'Cash that was planned has not come in.'],
  'late-shipment': ['of released orders are not shipped within SLA', 'Customers were told another day.'],
  'late-release': [
    'of allocated orders are not in the warehouse within SLA',
    'Today’s pick-up may be missed.',
  ],
  'late-allocation': ['of accepted orders have no stock decision within SLA', 'Nobody can promise a day.'],
  'late-acceptance': ['of new orders are not accepted within SLA', 'Stock is not yet reserved for them.'],
};

function Breaches({ data }: { data: Overview }) {
  const now = useNow();
  return (
    <Card span="c7" title="Promises we are breaking" aside="the most orders first">
      {data.breaches.length === 0 ? <Empty title="Every promise is kept." /> : null}
      <ul className="list">
        {data.breaches.map(({ kind, count, of, atStake, role, since }) => {
          const [what, effect] = BREACH[kind] ?? [`of orders: ${plain(kind)}`, ''];
          return (
            <li key={kind}>
              <StatusShape name="late" />
              <span>
                <To to={`/cases?kind=${kind}`} className="b row">
                  {percent(count, of)} {what}
                </To>
                <br />
                <span className="sub">
                  {number(count)} of {counted(of, 'order')}. {effect}
                </span>
              </span>
              <span className="m">
                <b className="b">{sums(atStake.slice(0, 1)) ?? '–'}</b>
                <br />
                <span className="t3 sm">
                  {roleName(role)}, since {moment(since, now)}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
