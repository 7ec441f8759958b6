import type { ProgressReport } from '../../cli/progress.ts';
import type {
  AuditVerdict,
  CommandCounts,
  MoneyTotals,
  ReturnFigures,
  RunResult,
} from '../../cli/results.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount } from '../../kernel/money.ts';
import { expectOk } from '../../kernel/result.ts';
import { readAgreement } from '../../postgres/queries/agreement.ts';
import { countReturns, readOrderSums, type CurrencySums } from '../../postgres/queries/order-sums.ts';
import { readAdjustments } from '../../postgres/queries/reconciliations.ts';
import type { Queryable } from '../../postgres/queries/query.ts';
import { checkStock } from '../../postgres/queries/stock-check.ts';
import { RETURN_LIFECYCLE } from '../../workflows/return-to-credit/lifecycle.ts';
import { LIFECYCLE } from '../../workflows/order-to-cash/lifecycle.ts';

/** Reads how a run over many orders ended. */
export async function summarize(
  db: Queryable,
  reportingCurrency: string,
  audit: AuditVerdict,
  elapsedSeconds: number,
  returnsIn: (currency: string) => Promise<ReturnFigures>,
): Promise<RunResult> {
  const [agreement, sums, adjustments, stock] = await Promise.all([
    readAgreement(db, null),
    readOrderSums(db),
    readAdjustments(db),
    checkStock(db),
  ]);
  const totalsByCurrency = Object.fromEntries(
    sums.byCurrency.map((row) => [row.currency, moneyTotals(row)]),
  );
  const currency = reportingCurrency in totalsByCurrency
    ? reportingCurrency
    : (sums.byCurrency[0]?.currency ?? reportingCurrency);
  return {
    orders: sums.orders,
    lines: sums.lines,
    facts: agreement.factsRecorded,
    duplicatesSuppressed: agreement.repetitions,
    quarantined: agreement.quarantined,
    commands: commandCounts(agreement.commands),
    cases: { opened: agreement.casesOpened, open: agreement.casesOpen },
    lifecycle: inOrder(agreement.lifecycles),
    equations: { checked: agreement.equationsChecked, broken: agreement.equationsBroken },
    stock,
    adjustments,
    unexplained: sums.unexplained.length,
    currency,
    totals: totalsByCurrency[currency] ?? NO_TOTALS,
    totalsByCurrency,
    returns: await returnsIn(currency),
    audit,
    elapsedSeconds: Math.round(elapsedSeconds * 10) / 10,
  };
}

const NO_TOTALS: MoneyTotals = { ordered: '0', shipped: '0', invoiced: '0', credited: '0', paid: '0' };

function moneyTotals(row: CurrencySums): MoneyTotals {
  const currency = expectOk(parseCurrency(row.currency), 'currency of an instance');
  return {
    ordered: formatAmount(row.orderedMinor, currency),
    shipped: formatAmount(row.shippedMinor, currency),
    invoiced: formatAmount(row.invoicedMinor, currency),
    credited: formatAmount(row.creditedMinor, currency),
    paid: formatAmount(row.paidMinor, currency),
  };
}

export function commandCounts(byStatus: Readonly<Record<string, number>>): CommandCounts {
  const of = (status: string): number => byStatus[status] ?? 0;
  return {
    queued: of('queued'),
    sending: of('sending'),
    done: of('done'),
    inDoubt: of('in-doubt'),
    refused: of('refused'),
    failing: of('failing'),
    parked: of('parked'),
    withdrawn: of('withdrawn'),
    compensated: of('compensated'),
  };
}

/** Lifecycle states in the order in which orders pass through them. */
export function inOrder(
  byState: Readonly<Record<string, number>>,
  states: readonly string[] = LIFECYCLE,
): Record<string, number> {
  return Object.fromEntries(
    states.filter((state) => (byState[state] ?? 0) > 0).map((state) => [state, byState[state]!]),
  );
}

/** What long work shows while it runs. */
export async function progressOf(db: Queryable, simulatedTime: string): Promise<ProgressReport> {
  const [agreement, returns] = await Promise.all([readAgreement(db, null), countReturns(db)]);
  return {
    facts: agreement.factsRecorded,
    lifecycle: inOrder(agreement.lifecycles),
    returns: inOrder(returns, RETURN_LIFECYCLE),
    commands: commandCounts(agreement.commands),
    openCases: agreement.casesOpen,
    equationsBroken: agreement.equationsBroken,
    simulatedTime,
  };
}
