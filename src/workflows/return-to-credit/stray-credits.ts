/** Credit memos as they stand in the ledger, and those that nothing of the return accounts for. */
import type { ExceptionCase } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { moneyText } from '../../kernel/money.ts';
import type { Settled } from '../disputes.ts';
import type { Assessment, PostedMemo } from './credits.ts';
import { R, settle } from './registers.ts';
import type { ReturnView } from './return-view.ts';

/** A memo in another currency than the invoice's credits nothing: it is money that nobody asked for. */
export const isIn = (currency: string, { gross }: PostedMemo): boolean => gross.currency === currency;

/** Credit memos that stand, by what they credit; the latest generation comes first. */
export function standingMemos(view: ReturnView): ReadonlyMap<string, readonly Settled<PostedMemo>[]> {
  const standing = new Map<string, Settled<PostedMemo>[]>();
  for (const known of registers(view.state, R.posted)) {
    if (register(view.state, R.reversed, known.key) !== undefined) continue;
    const posted = settle(view.state, known, R.posted.type);
    standing.set(posted.value.credit, [...(standing.get(posted.value.credit) ?? []), posted]);
  }
  for (const memos of standing.values())
    memos.sort((a, b) => b.value.generation - a.value.generation);
  return standing;
}

/** Credit memos of the ledger that nothing of the return accounts for, or that stand twice. */
export function strayMemos(
  view: ReturnView,
  assessments: readonly Assessment[],
): readonly ExceptionCase[] {
  const cases: ExceptionCase[] = [];
  const counted = new Map(
    assessments.flatMap(({ memos }) => memos.map(({ id, posted, credit }) => [id, { posted, credit }])),
  );
  for (const [name, memos] of standingMemos(view)) {
    const known = counted.get(name);
    for (const { value } of memos) {
      if (value.creditMemo === known?.posted?.value.creditMemo) continue;
      const [kind, what] =
        known === undefined
          ? ['unexplained-credit', 'which no inspection explains']
          : isIn(known.credit.gross.currency, value)
            ? ['credited-twice', 'which another credit memo credits already']
            : ['wrong-currency', `which was billed in ${known.credit.gross.currency}`];
      cases.push({
        id: `stray-credit:${value.creditMemo}`,
        kind,
        text: `Credit memo ${value.creditMemo} (${moneyText(value.gross)}) credits ${value.invoice}, ${what}`,
        role: 'finance',
        exposure: value.gross,
        playbook: 'Have the ledger reverse it, or find the inspection that it belongs to.',
      });
    }
  }
  return cases;
}
