/** May it be credited, how much, and who owes whom what. */
import type { ReturnRecord } from '../../api/types.ts';
import { Card, Empty } from '../../parts/surface.tsx';
import { Status, StatusShape, StatusTag } from '../../parts/status.tsx';
import { To } from '../../shell/link.tsx';
import { isZero, money, number, type Money } from '../../words/format.ts';
import { title } from '../../words/names.ts';
import { GateOwner } from '../record/checkpoints.tsx';
import type { ReturnReading } from './reading.ts';

type Credit = ReturnRecord['credits'][number];

/** Checkpoints of each credit: what it still needs, and why. */
export function CreditGates({ reading }: { reading: ReturnReading }) {
  const { credits } = reading.record;
  const gates = credits.flatMap(({ gates: some }) => some);
  const cleared = gates.filter(({ status }) => status === 'cleared').length;
  return (
    <Card
      span="c7"
      title="May it be credited?"
      aside={gates.length === 0 ? '' : `${cleared} of ${gates.length} cleared`}
    >
      {credits.length === 0 ? (
        <Empty status="waiting" title="There is nothing to credit yet.">
          A credit follows from an inspection, or from a policy that asks for none; it never precedes both.
        </Empty>
      ) : null}
      {credits.map((credit) => (
        <ul key={credit.credit} className="list ck" aria-label={`Checkpoints of ${credit.credit}`}>
          {credits.length === 1 ? null : (
            <li>
              <Status name={credit.rejected ? 'refused' : credit.creditMemo === null ? 'waiting' : 'done'}>
                {''}
              </Status>
              <b className="b">Credit of {credit.invoice}</b>
              <span className="m b">{money(credit.gross)}</span>
            </li>
          )}
          {credit.gates.map(({ name, status, reason, facts }) => (
            <li key={name} className={status === 'waiting' ? 'late' : status}>
              <StatusShape name={status} />
              <span>
                <b className="b">{title(name)}</b> {status === 'cleared' ? null : <StatusTag name={status} />}
                <br />
                <span className="sub">{reason}</span>
              </span>
              <span className="m">
                <GateOwner reading={reading} facts={facts} />
              </span>
            </li>
          ))}
        </ul>
      ))}
    </Card>
  );
}

/** Each credit as a calculation that adds up; below it, what became of the money. */
export function CreditMoney({ reading }: { reading: ReturnReading }) {
  const { credits, money: sums } = reading.record;
  const [first] = credits;
  return (
    <section className="card c5" id="credit">
      <header>
        <h2>{first === undefined ? 'Who owes whom what' : `Credit, reversing ${first.invoice}`}</h2>
      </header>
      {credits.map((credit, index) => (
        <Calculation key={credit.credit} credit={credit} isFirst={index === 0} />
      ))}
      {sums === null ? (
        <Empty status="waiting" title="Nobody owes anybody anything yet." />
      ) : (
        <Owed
          credited={sums.credited}
          applied={sums.applied}
          paidBack={sums.paidBack}
          onAccount={sums.onAccount}
        />
      )}
    </section>
  );
}

function Calculation({ credit, isFirst }: { credit: Credit; isFirst: boolean }) {
  const { lines, freight, fee, gross, invoice, creditMemo, postingDate, rejected } = credit;
  const tax: Money = {
    amount: lines.reduce((sum, line) => sum + Number(line.tax.amount), 0).toFixed(2),
    currency: gross.currency,
  };
  // What is left is the tax on freight and fee: the sum below is the document's own.
  const net = lines.reduce((sum, line) => sum + Number(line.net.amount), 0);
  const rest = Number(gross.amount) - net - Number(tax.amount) - Number(freight.amount) + Number(fee.amount);
  return (
    <table className="calc" aria-label={`Credit of ${invoice}`}>
      <tbody>
        {isFirst ? null : (
          <tr>
            <td className="b">Reversing {invoice}</td>
            <td />
          </tr>
        )}
        {lines.map(({ line, salesOrderLine, item, quantity, net: amount }) => (
          <tr key={`${line} ${salesOrderLine}`}>
            <td>
              {item}
              <span className="sub">
                {isZero(quantity) ? 'money alone' : `${number(quantity)} of order line ${salesOrderLine}`}, as
                invoiced
              </span>
            </td>
            <td className="n">{money(amount)}</td>
          </tr>
        ))}
        <tr>
          <td>
            Tax
            <span className="sub">the invoice’s own, not asked again</span>
          </td>
          <td className="n">{money(tax)}</td>
        </tr>
        {isZero(freight.amount) ? null : (
          <tr>
            <td>Freight given back</td>
            <td className="n">{money(freight)}</td>
          </tr>
        )}
        {isZero(fee.amount) ? null : (
          <tr>
            <td>Fee kept</td>
            <td className="n">{money({ ...fee, amount: `-${fee.amount}` })}</td>
          </tr>
        )}
        {Math.abs(rest) < 0.005 ? null : (
          <tr>
            <td>Tax on freight and fee</td>
            <td className="n">{money({ amount: rest.toFixed(2), currency: gross.currency })}</td>
          </tr>
        )}
        <tr className="sum">
          <td>
            Credit
            <span className="sub">
              {rejected
                ? 'rejected'
                : creditMemo === null
                  ? 'not posted yet'
                  : `${creditMemo}, ${postingDate}`}
            </span>
          </td>
          <td className="n">{money(gross)}</td>
        </tr>
      </tbody>
    </table>
  );
}

interface OwedProps {
  readonly credited: Money;
  readonly applied: Money;
  readonly paidBack: Money;
  readonly onAccount: Money;
}

/** credited = set against the invoice + paid back + on the customer's account. */
function Owed({ credited, applied, paidBack, onAccount }: OwedProps) {
  const parts = [
    ['set against the invoice', applied, 'solid-calm'],
    ['paid back', paidBack, 'solid-ok'],
    ['on the customer’s account', onAccount, 'hatch-calm'],
  ] as const;
  const shown = parts.filter(([, { amount }]) => !isZero(amount));
  const said = shown.map(([name, amount]) => `${money(amount)} ${name}`).join(', ');
  return (
    <>
      <header style={{ borderTop: '1px solid var(--border)' }}>
        <h2>Who owes whom what</h2>
        <span className="r">{money(credited)} credited</span>
      </header>
      <div className="pad">
        <div className="hb" role="img" aria-label={`${money(credited)} credited: ${said}`}>
          {shown.map(([name, { amount }, look]) => (
            <i key={name} className={look} style={{ flex: Math.abs(Number(amount)) }} />
          ))}
        </div>
        <dl className="kv owed" style={{ marginTop: 10 }}>
          {parts.map(([name, amount]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd className={`num ${isZero(amount.amount) ? 't3' : 'b'}`}>{money(amount)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

/** The order of what the customer takes instead; there is one as soon as something is on it. */
const Exchanged = ({ salesOrder, lines }: NonNullable<ReturnRecord['exchange']>) =>
  lines.some(({ ordered }) => Number(ordered) > 0) ? (
    <>
      , exchanged for <To to={`/orders/${encodeURIComponent(salesOrder)}`}>{salesOrder}</To>
    </>
  ) : (
    <>, to be exchanged for {lines.map(({ item }) => item).join(', ')}</>
  );

export const OrderOf = ({ record }: { record: ReturnRecord }) =>
  record.salesOrder === null ? (
    <>its order is not known</>
  ) : (
    <>
      from <To to={`/orders/${encodeURIComponent(record.salesOrder)}`}>{record.salesOrder}</To>
      {record.replacement === null ? null : (
        <>
          , replaced by{' '}
          <To to={`/orders/${encodeURIComponent(record.replacement.salesOrder)}`}>
            {record.replacement.salesOrder}
          </To>
        </>
      )}
      {record.exchange === null ? null : <Exchanged {...record.exchange} />}
    </>
  );
