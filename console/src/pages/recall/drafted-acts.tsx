/** What a recall does by itself, and what people do after it: each act of the draft, with its own proof. */
import type { RecallPlan } from '../../api/types.ts';
import { StatusShape, type StatusName } from '../../parts/status.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { pathOfOrder, To } from '../../shell/link.tsx';
import { counted, isZero, money, number } from '../../words/format.ts';
import { shippedOf, sumOf, type RecalledItem } from './plan.ts';

interface Drafted {
  readonly key: string;
  readonly status: StatusName;
  readonly what: string;
  readonly how: string;
  readonly to?: readonly [path: string, text: string];
  readonly figure: string;
}

export function DraftedActs({ plan }: { plan: RecallPlan }) {
  const acts = [...plan.items.flatMap(ofItem), ...creditsOf(plan)];
  return (
    <Card span="c7" title="What is to be done" aside="drafted; the check says what is done already">
      {acts.length === 0 ? <Empty title="Nothing: none of it is there, and none has left." /> : null}
      <ul className="list">
        {acts.map(({ key, status, what, how, to, figure }) => (
          <li key={key}>
            <StatusShape name={status} />
            <div>
              <b className="b">{what}</b>
              <p className="sub">
                {how}
                {to === undefined ? null : (
                  <>
                    {' '}
                    <To to={to[0]}>{to[1]}</To>
                  </>
                )}
              </p>
            </div>
            <span className="m num b">{figure}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What the recall itself does: one hold for all sites, and promises that go back. */
function ofItem({ entity, item, state, lies, promised }: RecalledItem): readonly Drafted[] {
  const there = lies.filter(({ onHand }) => !isZero(onHand));
  const places = [...new Set(there.map(({ location }) => location))];
  const isHeld = state === 'recalled';
  const hold: Drafted = {
    key: `hold ${entity} ${item}`,
    status: isHeld ? 'done' : 'not-due',
    what: `${isHeld ? 'Held' : 'Hold'} ${item} everywhere`,
    how: places.length === 0 ? 'none of it is with us; what comes back is held' : `at ${places.join(', ')}`,
    figure: number(sumOf(there, ({ onHand }) => onHand)),
  };
  const promises = promised.map(({ salesOrder, line, site, quantity }): Drafted => ({
    key: `promise ${entity} ${item} ${salesOrder} ${line} ${site}`,
    status: 'not-due',
    what: `Take back the promise to ${salesOrder}`,
    how: `line ${line}, from ${site}; it is decided again from other lots.`,
    to: [pathOfOrder(salesOrder), 'Open the order'],
    figure: number(quantity),
  }));
  return [hold, ...promises];
}

/** What is left to people: to tell whoever has it, and to ask it back; the credit follows the return. */
function creditsOf(plan: RecallPlan): readonly Drafted[] {
  const byCustomer = Map.groupBy(shippedOf(plan), ({ customer }) => customer);
  return [...byCustomer].map(([customer, rows]): Drafted => {
    const [first] = rows;
    const nets = rows.flatMap(({ net }) => (net === null ? [] : [net]));
    const amount = nets.reduce((sum, { amount: part }) => sum + Number(part), 0).toFixed(2);
    const isOneCurrency = new Set(nets.map(({ currency }) => currency)).size === 1;
    const orders = new Set(rows.map(({ salesOrder }) => salesOrder)).size;
    return {
      key: `tell ${customer ?? ''}`,
      status: customer === null ? 'blocked' : 'not-due',
      what: customer === null ? 'Find out who has it' : `Tell ${customer}, ask it back and credit it`,
      how: `${number(sumOf(rows, ({ quantity }) => quantity))} by ${counted(orders, 'order')}.`,
      to: [`${pathOfOrder(first!.salesOrder)}/return`, `Request the return of ${first!.salesOrder}`],
      figure: isOneCurrency ? money({ amount, currency: nets[0]!.currency }) : '–',
    };
  });
}
