/** Money that the sales channel paid back before anything was credited: it is set against the credit. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Equation, Term, Wanted } from '../../engine/judgement.ts';
import { registers, type State } from '../../engine/state.ts';
import { formatMoney } from '../../kernel/money.ts';
import { R } from './registers.ts';
import type { Disputed, DisputePolicy } from './workflow.ts';

/** Tells the ledger which of what it credited has been paid out already, so that nobody is paid twice. */
export function paidBack(state: State, disputed: Disputed, policy: DisputePolicy): readonly Wanted[] {
  const { dispute, refunded } = disputed;
  const [credited] = registers(state, R.credited).map(({ contents: [{ value }] }) => value);
  if (policy.posting === undefined || credited === undefined || refunded === undefined) return [];
  const { ledger: system } = policy.posting;
  const { creditMemo, open } = credited;
  let left = open.amountMinor;
  return refunded.flatMap(({ refund, amount: paid }): readonly Wanted[] => {
    const amountMinor = paid.amountMinor < left ? paid.amountMinor : left;
    left -= amountMinor;
    const amount = { ...open, amountMinor };
    if (amountMinor <= 0n) return [];
    return [
      {
        id: `settle-charge-credit:${refund}`,
        type: COMMANDS.settleChargeCredit.type,
        system,
        fingerprint: `${creditMemo} ${formatMoney(amount)}`,
        gates: [],
        exposure: amount,
        content: () => ({ dispute, creditMemo, refund, amount }),
      },
    ];
  });
}

/** credited + paid back beyond it = settled on invoices + set against what was paid back + on the account. */
export function paidBackEquation(state: State, { dispute, refunded, amount }: Disputed): readonly Equation[] {
  const [stated] = registers(state, R.credited).map(({ contents: [one] }) => one);
  if (stated === undefined || refunded === undefined) return [];
  const { value, source } = stated;
  const term = (name: string, minor: bigint): Term => ({ name, value: minor, system: source });
  const setMinor = registers(state, R.paidBack).reduce(
    (sum, { contents: [one] }) => sum + one.value.settled.amountMinor,
    0n,
  );
  return [
    {
      id: `paid-back:${dispute}`,
      name: 'credited = settled on invoices + paid back by the channel + on the account of the customer',
      subject: dispute,
      unit: 'money',
      left: [term('credited', value.gross.amountMinor)],
      right: [
        term('settled on invoices', value.applied.amountMinor),
        term('paid back by the channel', setMinor),
        term('on his account', value.open.amountMinor - setMinor),
      ],
      odd: source,
      atStake: amount,
    },
  ];
}
