/** What became of the returns of a play, in count and money: every line is in one of the figures. */
import type { ReturnFigure, ReturnFigures } from '../../cli/results.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount, lineTotal, parseAmount } from '../../kernel/money.ts';
import { parseQuantity, quantity, type Quantity } from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { parseUnitPrice } from '../../kernel/unit-price.ts';
import type { OurApi } from './requests.ts';
import { readReturn, type SeenReturn } from './return-people.ts';
import type { PlannedReturn } from './return-plan.ts';

interface Sum {
  readonly returns: Set<string>;
  minor: bigint;
}

const newSum = (): Sum => ({ returns: new Set(), minor: 0n });

/**
 * Reads how each planned return ended. Money is what the customer asked for, net, in one currency;
 * `posted` is what the credit memos come to for the same goods, `priceDifference` what it differs by.
 */
export async function sumReturns(
  place: OurApi,
  plan: readonly PlannedReturn[],
  currencyCode: string,
  numberOf: (planned: PlannedReturn) => string,
): Promise<ReturnFigures> {
  const currency = expectOk(parseCurrency(currencyCode), 'currency of the sums');
  const sums = {
    requested: newSum(), received: newSum(), credited: newSum(), refused: newSum(), awaitingPerson: newSum(),
  };
  let postedMinor = 0n;
  for (const planned of plan) {
    const seen = await readReturn(place, numberOf(planned));
    if (seen === null) continue;
    const isOurs = planned.currency === currencyCode;
    for (const [at, { quantity: units, unitPrice }] of planned.lines.entries()) {
      const line = at + 1;
      const worth = (part: bigint): bigint =>
        lineTotal(part as Quantity, expectOk(parseUnitPrice(unitPrice), 'price'), currency, 'half-up');
      const credited = creditedOf(seen, line);
      // What came on top and was accepted counts as asked for.
      const asked = credited > quantity(units) ? credited : quantity(units);
      const rest = (asked - credited) as Quantity;
      // The parts of a line come to its worth, whatever they round to.
      const creditedMinor = worth(credited);
      const restMinor = worth(asked) - creditedMinor;
      const add = (sum: Sum, minor: bigint): void => {
        sum.returns.add(planned.rma);
        if (isOurs) sum.minor += minor;
      };
      add(sums.requested, worth(asked));
      const received = receivedOf(seen, line);
      if (received > 0n) add(sums.received, worth(received));
      if (credited > 0n) add(sums.credited, creditedMinor);
      if (rest > 0n) add(isAwaited(seen) ? sums.awaitingPerson : sums.refused, restMinor);
    }
    if (!isOurs) continue;
    for (const { creditMemo, lines } of seen.credits) {
      if (creditMemo === null) continue;
      for (const { net } of lines) postedMinor += expectOk(parseAmount(net.amount, currency), 'net');
    }
  }
  const figure = ({ returns, minor }: Sum): ReturnFigure => ({
    count: returns.size,
    money: formatAmount(minor, currency),
  });
  return {
    requested: figure(sums.requested),
    received: figure(sums.received),
    credited: figure(sums.credited),
    refused: figure(sums.refused),
    awaitingPerson: figure(sums.awaitingPerson),
    posted: formatAmount(postedMinor, currency),
    priceDifference: formatAmount(postedMinor - sums.credited.minor, currency),
  };
}

const isAwaited = ({ settled, openCases, lifecycle }: SeenReturn): boolean =>
  !settled && (openCases > 0 || lifecycle === 'unmatched');

const exact = (text: string): Quantity => expectOk(parseQuantity(text), 'quantity');

function creditedOf({ credits }: SeenReturn, line: number): Quantity {
  let sum = 0n;
  for (const { creditMemo, lines } of credits) {
    if (creditMemo === null) continue;
    for (const row of lines) if (row.line === line) sum += exact(row.quantity);
  }
  return sum as Quantity;
}

function receivedOf({ receipts }: SeenReturn, line: number): Quantity {
  let sum = 0n;
  for (const { lines } of receipts) {
    for (const row of lines) if (row.line === line) sum += exact(row.quantity);
  }
  return sum as Quantity;
}
