/** The books of billed lines as text: what is kept between two decisions. */
import { NO_ENTITLEMENTS, type Answer, type Entitlements } from '../../domain/returns/answers.ts';
import type { Amounts } from '../../domain/returns/apportionment.ts';
import type { Credited, Granted, Held } from '../../domain/returns/entitlement.ts';
import type { Quantity } from '../../kernel/quantity.ts';

/** A value whose exact numbers are decimal text. */
type Kept<T> = T extends bigint ? string : T extends object ? { [K in keyof T]: Kept<T[K]> } : T;

interface KeptBook {
  readonly held: readonly Kept<Held>[];
  readonly credited: readonly Kept<Credited>[];
  /** Absent in books that were kept before disputes were decided on here. */
  readonly granted?: readonly Kept<Granted>[];
  readonly answers: Readonly<Record<string, Answer>>;
}

/** Text of what is kept: the same book, the same text. */
export function textOf({ book, answers }: Entitlements): string {
  const { besides: _, ...decided } = book;
  const kept = { ...decided, answers: Object.fromEntries(answers) };
  return JSON.stringify(kept, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Reads what {@link textOf} wrote; `null` is an order of which nothing was decided yet. */
export function entitlementsOf(text: string | null): Entitlements {
  if (text === null) return NO_ENTITLEMENTS;
  const { held, credited, granted = [], answers } = JSON.parse(text) as KeptBook;
  return {
    book: {
      held: held.map(
        (row) =>
          ({ ...row, quantity: BigInt(row.quantity as unknown as string) as Quantity }) as Held,
      ),
      credited: credited.map(goneOf) as Credited[],
      granted: granted.map(goneOf) as Granted[],
      // The ledger tells it anew for every decision.
      besides: [],
    },
    answers: new Map(Object.entries(answers)),
  };
}

const goneOf = <T extends Kept<Credited | Granted>>(row: T) => ({
  ...row,
  quantity: BigInt(row.quantity as unknown as string) as Quantity,
  amounts: amountsOf(row.amounts),
});

const amountsOf = (kept: Kept<Amounts>): Amounts => ({
  netMinor: BigInt(kept.netMinor),
  taxMinor: BigInt(kept.taxMinor),
  freightMinor: BigInt(kept.freightMinor),
  freightTaxMinor: BigInt(kept.freightTaxMinor),
});
