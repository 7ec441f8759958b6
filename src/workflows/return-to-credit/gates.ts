import type { ExceptionCase, Gate } from '../../engine/judgement.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import { accepts } from '../decisions.ts';
import type { ReturnView } from './return-view.ts';

const NO_FACTS: readonly string[] = [];

export const gate = (
  name: string,
  status: Gate['status'],
  code: string,
  text: string,
  facts: readonly string[] = NO_FACTS,
): Gate => ({ name, status, reason: { code, text }, facts });

/** A person has said what becomes of a case. */
export const isDecided = ({ decisions }: Pick<ReturnView, 'decisions'>, id: string): boolean =>
  isAnswer(decisions.get(id));

/** Whether a verdict ends a case: whoever wants a command tried again leaves it open. */
export const isAnswer = (verdict: string | undefined): boolean => accepts(verdict) || verdict === 'reject';

/** Gates that say that nothing is in the way. */
export const CLEARED = {
  exceptions: gate('no-open-exception', 'cleared', 'none', 'no exception is open'),
} as const;

/** What may come back is decided, as it is asked now. */
export const authorizedGate = ({ decision, question }: Pick<ReturnView, 'decision' | 'question'>): Gate =>
  decision?.of === question
    ? gate('authorized', 'cleared', 'authorized', 'what may come back is decided', [decision.fact])
    : gate('authorized', 'waiting', 'not-answered', 'what may come back is being decided');

/** A period that is closed, until somebody opens it or takes the next one. */
export const postingCase = (
  credit: string,
  date: LocalDate,
  firstOpenDate: LocalDate,
  reason: string,
  due: Money,
): ExceptionCase => ({
  id: `closed-period:${credit}:${date}`,
  kind: 'closed-period',
  text: `The ledger refuses ${date} for credit ${credit}: ${reason}`,
  role: 'finance',
  exposure: due,
  playbook: `Accept the first open date, ${firstOpenDate}; or open the period and retry.`,
});
