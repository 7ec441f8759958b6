/** Invoices that were taken back and billed anew: what goes on under the number of the new one. */
import { register, registers, type State } from '../../engine/state.ts';
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { settle } from './disputes.ts';
import { R } from './registers.ts';

type Posted = ContentOfFact<typeof FACTS.invoicePosted>;

/** The invoice that bills the shipment of an invoice now: itself while it stands; `undefined`: none does. */
export function standingFor(state: State, invoice: string): Posted | undefined {
  const own = register(state, R.posted, invoice);
  if (own === undefined) return undefined;
  const value = settle(state, own, R.posted.type).value;
  if (register(state, R.reversed, invoice) === undefined) return value;
  return registers(state, R.posted)
    .map((known) => settle(state, known, R.posted.type).value)
    .find(
      (one) => one.shipment === value.shipment && register(state, R.reversed, one.invoice) === undefined,
    );
}

/** Invoices that were taken back, each with the one that stands in its place. */
export function successions(state: State): readonly (readonly [before: Posted, after: Posted])[] {
  return registers(state, R.reversed).flatMap(({ key }) => {
    const known = register(state, R.posted, key);
    const after = standingFor(state, key);
    if (known === undefined || after === undefined) return [];
    return [[settle(state, known, R.posted.type).value, after] as const];
  });
}

/** Key of a billed line inside its order: invoice and place in it. */
export const billedKey = (invoice: string, at: number): string => `${invoice}#${at + 1}`;

/** Lines of invoices that were taken back, with the lines that bill the same now. */
export function succeedingLines(state: State): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const [before, after] of successions(state)) {
    for (const [at, { line, item }] of before.lines.entries()) {
      const isSame = (other: number): boolean =>
        after.lines[other]?.line === line && after.lines[other]?.item === item;
      const to = isSame(at) ? at : [...after.lines.keys()].find(isSame);
      if (to !== undefined) lines.set(billedKey(before.invoice, at), billedKey(after.invoice, to));
    }
  }
  return lines;
}
