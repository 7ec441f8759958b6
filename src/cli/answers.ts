/** What the server answers to the questions of the command line, as far as the contract names it. */
import type { z } from 'zod';
import type { commandSummary } from '../contract/resources/commands.ts';
import type { returnExplanation } from '../contract/resources/returns.ts';
import type { reservation } from '../contract/resources/reservations.ts';
import type { explanation } from '../contract/resources/sales-orders.ts';

export type Explanation = z.output<typeof explanation> | z.output<typeof returnExplanation>;
export type Reservation = z.output<typeof reservation>;
export type CommandRowAnswer = z.output<typeof commandSummary>;

export interface MoneyAnswer {
  readonly amount: string;
  readonly currency: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The members of a case that the command line shows; `listCases` has them all. */
export interface CaseAnswer {
  readonly id: string;
  readonly instance: string;
  readonly kind: string;
  readonly text: string;
  readonly role: string;
  readonly assignee: string | null;
  readonly state: string;
  readonly exposure: MoneyAnswer | null;
  readonly openedAt: string;
}

/** The answer of `getAgreement`. */
export interface AgreementAnswer {
  readonly at: string;
  readonly entity: string | null;
  readonly rules: string;
  readonly equations: {
    readonly checked: number;
    readonly holds: number;
    readonly inTransit: number;
    readonly broken: number;
    readonly atStake: readonly MoneyAnswer[];
    readonly unequal: readonly {
      readonly name: string;
      readonly odd: string;
      readonly verdict: 'in-transit' | 'broken';
      readonly count: number;
      readonly atStake: readonly MoneyAnswer[];
      readonly examples: readonly string[];
    }[];
    readonly complete: boolean;
  };
  readonly salesOrders: Readonly<Record<string, number>>;
  readonly commands: Readonly<Record<string, number>>;
  readonly cases: {
    readonly opened: number;
    readonly open: number;
    readonly byKind: Readonly<Record<string, number>>;
  };
  readonly facts: {
    readonly recorded: number;
    readonly duplicatesSuppressed: number;
    readonly conflicts: number;
    readonly waiting: number;
    readonly quarantined: number;
  };
  readonly silentLoss: readonly {
    readonly system: string;
    readonly channel: string;
    readonly lost: number;
    readonly lastSeenAt: string;
  }[];
}

/** Money for people: `12.50 GBP`, or a dash. */
export const moneyText = (money: MoneyAnswer | null | undefined): string =>
  money === null || money === undefined ? '–' : `${money.amount} ${money.currency}`;
