/** Why do the numbers differ? From booked to kept money, each gap by its cause, and the governed figures. */
import { useRead } from '../api/client.ts';
import { isNotFound } from '../api/request.ts';
import type { Figures } from '../api/types.ts';
import { BridgeChart, CAUSES, STAGES } from '../charts/bridge.tsx';
import { Choice } from '../parts/filters.tsx';
import { Answer, Answers, Card, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { Status } from '../parts/status.tsx';
import { ofNumbers, TableHead } from '../parts/table-head.tsx';
import { To } from '../shell/link.tsx';
import { useMoment, useParameter } from '../shell/moment.ts';
import { DurationsCard } from './figures/durations.tsx';
import { GovernedFigures } from './figures/governed.tsx';
import { MeasuredSlider } from './figures/measured-slider.tsx';
import { counted, number, sum as money, type Money } from '../words/format.ts';
import { systemName, title } from '../words/names.ts';

type Bridge = Figures['bridges'][number];

export default function FiguresPage() {
  const [{ at }] = useMoment();
  const figures = useRead('/v1/console/figures', { query: { at } }, { isPast: at !== null, keep: true });
  const [currency] = useParameter('currency');
  const isBefore = isNotFound(figures.error);
  return (
    <>
      <PageHead crumb="Figures" title="From booked to kept">
        <span className="t2">goods, net of tax and freight</span>
        <MeasuredSlider />
      </PageHead>
      {isBefore ? (
        <section className="card">
          <Empty status="waiting" title="Nothing was measured by then.">
            Figures are measured every half hour; the slider goes through those moments.
          </Empty>
        </section>
      ) : null}
      {isBefore ? null : (
        <Loaded query={figures} what="The figures">
          {(data) => {
            const bridge = data.bridges.find((one) => one.currency === currency) ?? data.bridges[0];
            return (
              <>
                {data.bridges.length < 2 ? null : (
                  <div className="tabs" role="group" aria-label="Currency">
                    <Choice
                      name="currency"
                      options={data.bridges.map(
                        (one, index) => [index === 0 ? null : one.currency, one.currency] as const,
                      )}
                    />
                  </div>
                )}
                {bridge === undefined ? (
                  <section className="card">
                    <Empty status="waiting" title="Nothing was ordered yet." />
                  </section>
                ) : (
                  <BridgeOf bridge={bridge} />
                )}
                <div className="grid">
                  {bridge === undefined ? null : <Causes bridge={bridge} isWide={at !== null} />}
                  {at === null ? <Dashboards /> : null}
                </div>
                <GovernedFigures data={data} isPast={at !== null} />
              </>
            );
          }}
        </Loaded>
      )}
      <DurationsCard />
    </>
  );
}

const amountOf = (bridge: Bridge, stage: Bridge['stages'][number]['stage']): number =>
  Number(bridge.stages.find((one) => one.stage === stage)?.amount.amount ?? 0);

/** Causes that need nobody: they close by themselves, or are over. */
const CLOSES_BY_ITSELF = new Set(['timing', 'ended', 'credited']);

const sayGap = ({ cause, amount }: Pick<Bridge['causes'][number], 'cause' | 'amount'>): string =>
  `${CAUSES[cause][0]} ${money(amount)}`;

function BridgeOf({ bridge }: { bridge: Bridge }) {
  const { currency, causes, orders } = bridge;
  const of = (amount: number): string => money({ amount: String(amount), currency });
  const open = causes.filter(({ cause }) => cause !== 'ended' && cause !== 'credited');
  const total = open.reduce((sum, { amount }) => sum + Number(amount.amount), 0);
  const needs = open.filter(({ cause }) => !CLOSES_BY_ITSELF.has(cause));
  const needed = needs.reduce((sum, { amount }) => sum + Number(amount.amount), 0);
  return (
    <>
      <Answers single>
        <Answer
          question="Why is less posted than booked?"
          status={total === 0 ? 'done' : needed === 0 ? 'waiting' : 'late'}
          sentence={
            total === 0
              ? `It is not: nothing that ${counted(orders, 'order')} can come to is missing.`
              : needed === 0
                ? `All of the ${of(total)} gap is timing and closes by itself.`
                : `${of(total - needed)} of the ${of(total)} gap closes by itself; ${of(needed)} does not.`
          }
          why={
            needs.length === 0
              ? `${of(amountOf(bridge, 'booked'))} booked, ${of(amountOf(bridge, 'posted'))} posted.`
              : `What needs somebody: ${needs.map(sayGap).join(', ')}.`
          }
        />
      </Answers>
      <Card
        title="The bridge"
        aside={
          <span className="key">
            {causes.map(({ cause }) => (
              <span key={cause}>
                <i className={CAUSES[cause][2]} />
                {CAUSES[cause][0]}
              </span>
            ))}
          </span>
        }
      >
        <div className="pad only-d">
          <BridgeChart bridge={bridge} />
        </div>
        <ul className="vb only-m">
          {bridge.stages.map(({ stage, amount }) => (
            <li key={stage}>
              <b className="b">{STAGES[stage][0]}</b>
              <b className="b num">{money(amount)}</b>
              <span className="g">
                {bridge.gaps
                  .filter(({ after }) => after === stage)
                  .map((gap) => `${CAUSES[gap.cause][0]} ${money(minus(gap.amount))}`)
                  .join(', ') || 'nothing is missing after it'}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}

const minus = ({ amount, currency }: Money): Money => ({
  amount: amount.startsWith('-') ? amount.slice(1) : `-${amount}`,
  currency,
});

function Causes({ bridge, isWide }: { bridge: Bridge; isWide: boolean }) {
  const { causes, currency } = bridge;
  const most = Math.max(1, ...causes.map(({ amount }) => Math.abs(Number(amount.amount))));
  const total = amountOf(bridge, 'booked') - amountOf(bridge, 'kept');
  return (
    <Card
      span={isWide ? 'c12' : 'c7'}
      title="The gap, by cause"
      aside={isWide ? 'orders as they stand now are behind each' : 'each opens its orders'}
    >
      {causes.length === 0 ? <Empty title="Everything that was booked is posted and kept." /> : null}
      <ul className="list causes">
        {causes.map(({ cause, amount, orders, rows }) => {
          const [name, , look, means] = CAUSES[cause];
          return (
            <li key={cause}>
              <i className={`swatch ${look}`} />
              <details>
                <summary>
                  <b className="b">{title(name)}</b> <span className="t2">{means}</span>
                  <span className="bw" style={{ display: 'block', marginTop: 4 }}>
                    <i
                      className={look}
                      style={{
                        display: 'block',
                        height: 10,
                        borderRadius: 2,
                        width: `${(Math.abs(Number(amount.amount)) / most) * 100}%`,
                      }}
                    />
                  </span>
                </summary>
                <div>
                  {rows.map(({ lifecycle, standing, orders: some, amount: part }) => (
                    <p key={`${lifecycle} ${standing}`} style={{ padding: '3px 0' }}>
                      <To to={pathOf(lifecycle, standing)}>
                        {title(lifecycle)}
                        {standing === null ? '' : `, ${title(standing).toLowerCase()}`}
                      </To>{' '}
                      <span className="t2">
                        {counted(some, 'order')}, {money(part)}
                      </span>
                    </p>
                  ))}
                </div>
              </details>
              <span className="m">
                <b className="b">{money(amount)}</b>
                <br />
                <span className="t3 sm">{counted(orders, 'order')}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className="note">
        <b className="b">Booked, not kept: {money({ amount: total.toFixed(2), currency })}</b>
      </p>
    </Card>
  );
}

const pathOf = (lifecycle: string, standing: string | null): string =>
  standing === null
    ? `/orders?which=finished&state=${lifecycle}`
    : `/orders?state=${lifecycle}&standing=${standing}`;

/** What each system's own books say against ours. */
function Dashboards() {
  const overview = useRead('/v1/console/overview', {});
  return (
    <Card span="c5" title="Do the systems’ own books say the same?" aside="by the last comparison">
      <Loaded query={overview} what="The systems">
        {({ systems }) => (
          <table>
            <TableHead columns={['System', ofNumbers('Differences'), 'State']} />
            <tbody>
              {systems.map(({ system, differences, comparedAt }) => (
                <tr key={system}>
                  <td>
                    <To to={`/systems/${system}`}>{systemName(system)}</To>
                  </td>
                  <td className={`n ${differences > 0 ? 'bad b' : 't3'}`}>
                    {comparedAt === null ? '–' : number(differences)}
                  </td>
                  <td>
                    {comparedAt === null ? (
                      <span className="t3">keeps no list to compare</span>
                    ) : (
                      <Status name={differences > 0 ? 'broken' : 'holds'}>
                        {differences > 0 ? 'differs' : 'the same'}
                      </Status>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Card>
  );
}
