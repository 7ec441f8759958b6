/** The lines of a request: how much comes back, why, and what the server says to that. */
import { number } from '../../words/format.ts';
import { title } from '../../words/names.ts';
import { isAsked, REASONS, returnableOf, USES, type DraftLine, type Reason, type Use } from './draft.ts';
import { useEligibility, Verdict, type Inquiry } from './eligibility.tsx';
import { Instead } from './wanted-instead.tsx';
import { TableHead } from '../../parts/table-head.tsx';

interface Props {
  readonly lines: readonly DraftLine[];
  readonly inquiry: Inquiry;
  readonly change: (index: number, line: DraftLine) => void;
}

export const RequestLines = ({ lines, inquiry, change }: Props) => (
  <table className="stack">
    <TableHead
      columns={[
        { name: 'Line', width: '15%' },
        {
          name: 'May it come back?', width: '32%',
          below: 'asked before it is requested; nothing is held by it',
        },
        'Quantity', 'Reason', 'Its state', { name: 'What the customer says', width: '20%' },
      ]}
    />
    <tbody>
      {lines.map((line, index) => (
        <Row
          key={`${line.line} ${line.salesOrderLine}`}
          line={line}
          inquiry={inquiry}
          change={(next) => change(index, { ...line, ...next })}
        />
      ))}
    </tbody>
  </table>
);

interface RowProps {
  readonly line: DraftLine;
  readonly inquiry: Inquiry;
  readonly change: (next: Partial<DraftLine>) => void;
}

function Row({ line, inquiry, change }: RowProps) {
  const { item, salesOrderLine, quantity, reason, use, text } = line;
  const name = salesOrderLine === null ? item : `${item}, order line ${salesOrderLine}`;
  const eligibility = useEligibility(inquiry, reason, use);
  const billed = (eligibility.data?.lines ?? []).filter((one) => one.salesOrderLine === salesOrderLine);
  const left = returnableOf(billed);
  // What this request holds already is not left any more, and is still its own.
  const isTooMuch = line.line === null && isAsked(line) && billed.length > 0 && Number(quantity) > left;
  return (
    <tr className="top">
      <td className="w">
        <b className="b">{item}</b>
        <span className="sub">
          {salesOrderLine === null ? 'of no order line' : `order line ${salesOrderLine}`}
          {line.lot === null ? '' : `, lot ${line.lot}`}
        </span>
      </td>
      <td className="w" data-l="May it come back?">
        {billed.map((one) => (
          <Verdict key={one.invoice} line={one} />
        ))}
        {billed.length === 0 ? (
          <span className="t3">
            {eligibility.isSuccess
              ? 'Nothing of it is billed yet.'
              : inquiry.salesOrder === ''
                ? 'Its order is not known.'
                : eligibility.isError
                  ? 'The server does not say.'
                  : ''}
          </span>
        ) : null}
        {isTooMuch ? (
          <span className="sub bad" role="status">
            {number(left)} are left of it: what is beyond that is turned down.
          </span>
        ) : null}
      </td>
      <td data-l="Quantity">
        <input
          aria-label={`Quantity of ${name}`}
          inputMode="decimal"
          pattern="\d+(\.\d{1,6})?"
          title="Base units, as 4 or 2.5"
          size={6}
          value={quantity}
          onChange={({ target }) => change({ quantity: target.value.trim() })}
        />
      </td>
      <td data-l="Reason">
        <select
          aria-label={`Reason of ${name}`}
          value={reason}
          onChange={({ target }) => change({ reason: target.value as Reason })}
        >
          {options(REASONS)}
        </select>
      </td>
      <td data-l="Its state">
        <select
          aria-label={`State of ${name}`}
          value={use}
          onChange={({ target }) => change({ use: target.value as Use })}
        >
          {options(USES)}
        </select>
      </td>
      <td className="w" data-l="What the customer says">
        <input
          aria-label={`What the customer says of ${name}`}
          maxLength={500}
          style={{ width: '100%' }}
          value={text}
          onChange={({ target }) => change({ text: target.value })}
        />
        <Instead name={name} instead={line.instead} change={(instead) => change({ instead })} />
      </td>
    </tr>
  );
}

const options = (words: readonly string[]) =>
  words.map((word) => (
    <option key={word} value={word}>
      {title(word)}
    </option>
  ));
