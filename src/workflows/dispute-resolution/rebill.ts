/** The rebill by which a dispute is resolved: the ledger reverses and bills anew in one posting, or not. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import type { Equation, Term, Wanted } from '../../engine/judgement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import { formatMoney, lineNetPrice, splitProRata, type Money } from '../../kernel/money.ts';
import { rule } from '../command-rule.ts';
import type { ApprovedCharge } from './creditable.ts';
import { R } from './registers.ts';
import type { Disputed, DisputePolicy, DisputeView } from './workflow.ts';

/** What was billed anew is not billed back by a message. */
export const REBILL_RULE: CommandRule = {
  ...rule('case', 'finance', 1),
  inverse: { kind: 'case' },
  money: true,
  byHand:
    'Or do it by hand in the ERP: reverse the invoice, post the new one for the same shipment, and apply ' +
    'to it what was paid and credited on the old one, all or nothing; then tell both numbers ' +
    'on the page of this case ("Tell what was posted"): it closes.',
};

/** What the ledger posts of a dispute that a rebill resolves; nothing where a person told both numbers. */
export function chargeRebill(state: State, view: DisputeView, { posting }: DisputePolicy): readonly Wanted[] {
  const { disputed, resolution, approval, creditable } = view;
  if (posting === undefined || resolution !== 'rebill' || approval?.state === 'rejected') return [];
  const { dispute, salesOrder, shipment, invoice, customer, amount } = disputed;
  if (register(state, R.settled, dispute) !== undefined) return [];
  const { answer, gate } = creditable;
  // What was credited before is off the invoice already; if it is all of it, nothing is billed anew.
  const less = answer?.gross ?? amount;
  if (less.amountMinor === 0n) return [];
  return [
    {
      id: `post-charge-rebill:${invoice}`,
      type: COMMANDS.postChargeRebill.type,
      system: posting.ledger,
      fingerprint: formatMoney(less),
      gates: approval === null ? [gate] : [approval.gate, gate],
      disputed: answer === null && view.settled !== undefined,
      exposure: disputed.evidence.gross,
      content: () => ({ dispute, salesOrder, shipment, invoice, customer, ...anew(disputed, answer!) }),
    },
  ];
}

/** What had settled the wrong invoice settles the new one, or is the customer's: who owes whom what. */
export function movedMoney(state: State): readonly Equation[] {
  return registers(state, R.rebilled).flatMap(({ contents: [{ value, source }] }): readonly Equation[] => {
    const { invoice, rebilledAs, gross, settled } = value;
    if (settled === undefined) return [];
    const term = (name: string, amountMinor: bigint): Term => ({ name, value: amountMinor, system: source });
    const [paid, credited, left] = [settled.paid, settled.credited, settled.onAccount].map(
      ({ amountMinor }) => amountMinor,
    ) as [bigint, bigint, bigint];
    const onNew = paid + credited - left;
    const room = gross.amountMinor;
    return [
      {
        id: `moved:${rebilledAs}`,
        name: 'paid and credited before = settled on the new invoice + on the account of the customer',
        subject: `from ${invoice} to ${rebilledAs}`,
        unit: 'money',
        left: [term('paid before', paid), term('credited before', credited)],
        right: [
          term('settled on the new invoice', onNew < room ? onNew : room),
          term('on his account', left),
        ],
        odd: source,
        atStake: gross,
      },
    ];
  });
}

/** The wrong invoice less what was granted of it, line by line. */
function anew({ evidence }: Disputed, { lines, freight, freightTax, gross }: ApprovedCharge) {
  const { billed, gross: whole, tax } = evidence;
  const money = (amountMinor: bigint): Money => ({ ...whole, amountMinor });
  const nets = billed.map(({ net }) => net.amountMinor);
  const less = nets.map(() => 0n);
  for (const { line, net } of lines) {
    const own = [...billed.keys()].filter((at) => billed[at]!.line === line);
    const parts = splitProRata(net.amountMinor, own.map((at) => nets[at]! - less[at]!));
    for (const [n, at] of own.entries()) less[at] = less[at]! + parts[n]!;
  }
  const taxWhole = tax?.amountMinor ?? 0n;
  const freightWhole = nets.reduce((left, net) => left - net, whole.amountMinor - taxWhole);
  const taxLess = lines.reduce((sum, row) => sum + row.tax.amountMinor, freightTax.amountMinor);
  return {
    lines: billed.map(({ line, item, quantity }, at) => {
      const net = money(nets[at]! - less[at]!);
      return { line, item, quantity, unitPrice: lineNetPrice(net, quantity), net };
    }),
    freight: money(freightWhole - freight.amountMinor),
    tax: money(taxWhole - taxLess),
    gross: money(whole.amountMinor - gross.amountMinor),
  };
}
