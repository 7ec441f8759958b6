/** The credit by which a dispute is resolved: posted by the ledger, once, and read back. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { ExceptionCase, Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import type { ApprovedCharge } from './creditable.ts';
import { lastWordAt } from './evidence.ts';
import { R } from './registers.ts';
import type { DisputePolicy, DisputeView } from './workflow.ts';

/** Money that was given back is not fetched again by a message. */
export const CREDIT_RULE: CommandRule = {
  ...rule('case', 'finance', 1),
  inverse: { kind: 'case' },
  money: true,
};

/** What was granted as the ledger takes it: one line for each line of the order. */
function creditOf({ lines, freight, freightTax, gross }: ApprovedCharge) {
  const byLine = Map.groupBy(lines, ({ line }) => line);
  const sum = (amounts: readonly Money[]): Money => ({
    ...gross,
    amountMinor: amounts.reduce((total, { amountMinor }) => total + amountMinor, 0n),
  });
  const nets = [...byLine].map(([line, rows]) => ({
    line,
    item: rows[0]!.item,
    net: sum(rows.map(({ net }) => net)),
  }));
  return {
    lines: nets.filter(({ net }) => net.amountMinor !== 0n),
    freight,
    tax: sum([freightTax, ...lines.map(({ tax }) => tax)]),
    gross,
  };
}

interface Period {
  readonly date: LocalDate;
  readonly cases: readonly ExceptionCase[];
  /** Refused dates: each makes it another posting. */
  readonly moved: number;
}

/** The day on which it became right, moved on where the ledger refused it and a rule or a person said so. */
function periodOf(
  state: State,
  { disputed }: DisputeView,
  zone: string,
  { closedPeriod }: NonNullable<DisputePolicy['posting']>,
): Period {
  let date = localDateIn(zone, lastWordAt(state, disputed.openedAt));
  for (let moved = 0; ; moved++) {
    const refused = register(state, R.refused, date)?.contents[0].value;
    if (refused === undefined || refused.firstOpenDate <= date) return { date, cases: [], moved };
    const id = `closed-period:${disputed.dispute}:${date}`;
    const verdict = register(state, R.decided, id)?.contents[0].value.verdict;
    if (closedPeriod === 'redate-to-first-open' || verdict === 'accept') {
      date = refused.firstOpenDate;
      continue;
    }
    const open: ExceptionCase = {
      id,
      kind: 'closed-period',
      text: `The ledger refuses ${date} for the credit of ${disputed.dispute}: ${refused.reason}`,
      role: 'finance',
      exposure: disputed.amount,
      playbook: `Accept the first open date, ${refused.firstOpenDate}.`,
    };
    return { date, cases: [open], moved };
  }
}

/** What is posted of a dispute that is resolved by a credit, and what is in its way. */
export function chargeCredit(
  state: State,
  view: DisputeView,
  zone: string,
  policy: DisputePolicy,
): { readonly wanted: readonly Wanted[]; readonly cases: readonly ExceptionCase[] } {
  const { posting } = policy;
  const { disputed, resolution, approval, creditable } = view;
  if (posting === undefined || resolution !== 'credit' || approval?.state === 'rejected') return NOTHING;
  // What a person told to have posted is posted.
  if (registers(state, R.settled).length > 0) return NOTHING;
  const { answer, gate } = creditable;
  const gross = answer?.gross ?? disputed.amount;
  if (gross.amountMinor === 0n) return NOTHING;
  const { date, cases, moved } = periodOf(state, view, zone, posting);
  const { dispute, salesOrder, invoice, customer } = disputed;
  return {
    cases,
    wanted: [
      {
        id: `post-charge-credit:${invoice}`,
        type: COMMANDS.postChargeCredit.type,
        system: posting.ledger,
        fingerprint: moved === 0 ? formatMoney(gross) : `${formatMoney(gross)} ${date}`,
        gates: approval === null ? [gate] : [approval.gate, gate],
        // An answer is still missing for what is known now: what was posted is not compared with it.
        disputed: answer === null && view.settled !== undefined,
        exposure: gross,
        content: () => ({
          dispute,
          salesOrder,
          invoice,
          customer,
          postingDate: date,
          ...creditOf(answer!),
        }),
      },
    ],
  };
}

const NOTHING = { wanted: [], cases: [] } as const;
