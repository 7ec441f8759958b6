/** States one fact on behalf of a person or a program, and turns what became of it into an answer. */
import { factTypeOf } from '../../canonical/catalogue.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import { assert } from '../../kernel/assert.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { FactIntake, StatedFact } from './ports.ts';

/** What a statement by the API may become. */
export interface Taken {
  readonly status: 'accepted' | 'duplicate';
  readonly instance: string;
}

/** Checks the content by its codec before anything is stored: nothing is quarantined needlessly. */
export function checkContent(type: string, data: unknown): Refusal | null {
  const factType = factTypeOf(type);
  assert(factType !== undefined, `there is no fact type ${type}`);
  const decoded = factType.decode(data);
  return decoded.ok ? null : invalid('invalid-content', decoded.error);
}

export async function stateFact(intake: FactIntake, fact: StatedFact): Promise<Result<Taken, Refusal>> {
  const refusal = checkContent(fact.type, fact.data);
  if (refusal !== null) return err(refusal);
  const [result] = await intake.receiveFacts([fact]);
  assert(result !== undefined, 'the front door answers every fact');
  switch (result.status) {
    case 'accepted':
    case 'duplicate':
      return ok({ status: result.status, instance: result.instance });
    case 'conflict':
      return err({
        code: 'contradicted',
        detail: `${fact.type} contradicts what was stated before; ${result.instance} has an open case.`,
      });
    case 'waiting':
      return err({ code: 'not-possible-now', detail: `Nobody has introduced ${result.alias} yet.` });
    case 'quarantined': {
      const errors = result.faults.length === 0 ? {} : { errors: result.faults };
      return err({ code: 'not-let-in', detail: `${result.code}: ${result.reason}`, ...errors });
    }
  }
}
