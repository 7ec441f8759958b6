/** The credit by which a dispute is resolved: posted by the ledger, once, and read back. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { ExceptionCase, Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import { divideRounded, formatMoney, splitProRata, type Money } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import { R } from './registers.ts';
import type { Disputed, DisputePolicy, DisputeView } from './workflow.ts';

/** Money that was given back is not fetched again by a message. */
export const CREDIT_RULE: CommandRule = {
  ...rule('case', 'finance', 1),
  inverse: { kind: 'case' },
  money: true,
};

/** Whether the ledger posts it: the evidence must say how much of the invoice is tax. */
export const isPosted = ({ posting }: DisputePolicy, { evidence }: Disputed): boolean =>
  posting !== undefined && evidence.tax !== undefined;

/** The amount as the ledger takes it: tax and freight in their share, the rest over the lines. */
function creditOf({ amount, evidence }: Disputed, { rounding }: NonNullable<DisputePolicy['posting']>) {
  const { gross, tax, billed } = evidence;
  const money = (amountMinor: bigint): Money => ({ ...amount, amountMinor });
  const nets = billed.map(({ net }) => net.amountMinor);
  const share = (part: bigint): bigint =>
    gross.amountMinor === 0n ? 0n : divideRounded(amount.amountMinor * part, gross.amountMinor, rounding);
  const taxMinor = share(tax!.amountMinor);
  const freightMinor = share(nets.reduce((left, net) => left - net, gross.amountMinor - tax!.amountMinor));
  const parts = splitProRata(amount.amountMinor - taxMinor - freightMinor, nets);
  const lines = billed.map(({ line, item }, at) => ({ line, item, net: money(parts[at]!) }));
  return {
    lines: lines.filter(({ net }) => net.amountMinor !== 0n),
    freight: money(freightMinor),
    tax: money(taxMinor),
    gross: amount,
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
  const said = [
    ...registers(state, R.policy).map(({ contents: [one] }) => one.occurredAt),
    ...registers(state, R.approval).map(({ contents: [one] }) => one.occurredAt),
  ];
  const at = said.reduce((last, one) => (one > last ? one : last), disputed.openedAt);
  let date = localDateIn(zone, at);
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
  const { disputed, resolution, approval } = view;
  if (posting === undefined || resolution !== 'credit' || !isPosted(policy, disputed)) return NOTHING;
  if (approval?.state === 'rejected') return NOTHING;
  // What a person told to have posted is posted.
  if (registers(state, R.settled).length > 0) return NOTHING;
  const { date, cases, moved } = periodOf(state, view, zone, posting);
  const { dispute, salesOrder, invoice, customer, amount } = disputed;
  return {
    cases,
    wanted: [
      {
        id: `post-charge-credit:${invoice}`,
        type: COMMANDS.postChargeCredit.type,
        system: posting.ledger,
        fingerprint: moved === 0 ? formatMoney(amount) : `${formatMoney(amount)} ${date}`,
        gates: approval === null ? [] : [approval.gate],
        exposure: amount,
        content: () => ({
          dispute,
          salesOrder,
          invoice,
          customer,
          postingDate: date,
          ...creditOf(disputed, posting),
        }),
      },
    ],
  };
}

const NOTHING = { wanted: [], cases: [] } as const;
