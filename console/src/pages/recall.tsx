/** Who has a lot, and what follows: drafted, drilled against the clock, or in earnest. */
import { useRead } from '../api/client.ts';
import { useNow } from '../api/server-time.ts';
import type { RecallPlan } from '../api/types.ts';
import { Answer, Answers, Empty, Loaded, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { useParameter } from '../shell/moment.ts';
import { counted, isZero, moment, number, percent } from '../words/format.ts';
import { DraftedActs } from './recall/drafted-acts.tsx';
import { Drill } from './recall/drill.tsx';
import { lotWord, openItems, sumOf } from './recall/plan.ts';
import { Recall } from './recall/recall-act.tsx';
import { Customers, Whereabouts } from './recall/whereabouts.tsx';

export default function RecallPage({ lot }: { lot: string }) {
  const [item] = useParameter('item');
  const now = useNow();
  const plan = useRead('/v1/recalls/plan', { query: { lot, item } });
  return (
    <>
      <PageHead crumb={<To to="/stock?view=lots">Lots</To>} title={`Lot ${lot}`}>
        {plan.data === undefined ? null : <span className="t2">as of {moment(plan.data.at, now)}</span>}
      </PageHead>
      <Loaded query={plan} what="The draft of a recall">
        {(data) =>
          data.items.length === 0 ? (
            <section className="card">
              <Empty status="withdrawn" title={`Nothing is known of a lot ${lot}.`}>
                It was neither stated nor moved. Check the number, or look through{' '}
                <To to="/stock?view=lots">all lots</To>.
              </Empty>
            </section>
          ) : (
            <>
              <Questions plan={data} item={item} />
              <div className="grid">
                <Customers plan={data} />
                <Whereabouts plan={data} />
                <DraftedActs plan={data} />
                <Drill lot={lot} item={item} />
              </div>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Questions({ plan, item }: { plan: RecallPlan; item: string | null }) {
  const { figures, items } = plan;
  const gone = Number(figures.shipped) - sumOf(items, ({ returned }) => returned);
  const isTraced = figures.traced === 1;
  const open = openItems(plan);
  const promises = items.flatMap(({ promised }) => promised);
  const promisedOrders = new Set(promises.map(({ salesOrder }) => salesOrder)).size;
  return (
    <Answers>
      <Answer
        question="Who has it?"
        status={!isTraced ? 'blocked' : gone > 0 ? 'late' : 'done'}
        sentence={
          isZero(figures.shipped)
            ? `Nobody: all ${number(figures.onHand)} are still with us.`
            : `${counted(figures.customers, 'customer has', 'customers have')} ${number(gone)}; ` +
              `${number(figures.onHand)} ${figures.onHand === '1' ? 'is' : 'are'} still with us.`
        }
        why={
          isTraced
            ? 'All that left is traced to the customer who has it.'
            : `${percent(figures.traced, 1)} of what left is traced to a customer; ` +
              'of the rest the order is not known.'
        }
      />
      <Answer
        question="May it still leave?"
        status={open.length > 0 ? 'late' : 'blocked'}
        sentence={
          open.length === 0
            ? `No: ${[...new Set(items.map(({ state }) => lotWord(state)))].join('; ')}.`
            : promisedOrders === 0
              ? 'Yes: nothing stands against it.'
              : `Yes: ${number(sumOf(promises, ({ quantity }) => quantity))} ` +
                `of it are promised to ${counted(promisedOrders, 'order')}.`
        }
        why="A recall holds it at every site at once; its promises are decided again from other lots."
      >
        <Recall plan={plan} item={item} />
      </Answer>
    </Answers>
  );
}
