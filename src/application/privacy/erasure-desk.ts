/** Makes what tells of a customer unreadable for good, once nothing needs it any more. */
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { Erasure, PersonalKeyStore } from '../ports/personal-keys.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { entityScope } from '../query/find.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import type { Enclosure } from './enclosure.ts';

const CUSTOMER = 'customer';
/** Instances that a refusal names; more are no help. */
const NAMED_MAX = 5;

export interface ErasureDeskOptions {
  readonly keys: PersonalKeyStore;
  readonly records: Pick<RecordStore, 'mergesOf'>;
  readonly enclosure: Pick<Enclosure, 'forget'>;
  readonly clock: Clock;
}

export class ErasureDesk {
  readonly #options: ErasureDeskOptions;

  constructor(options: ErasureDeskOptions) {
    this.#options = options;
  }

  /**
   * Destroys the keys of a customer and of the records that were merged with it. Refused while an order, a
   * return or a dispute of theirs still needs the data.
   */
  async erase(
    principal: Principal,
    actor: string,
    { entity, customer, reason }: Pick<Erasure, 'entity' | 'customer' | 'reason'>,
  ): Promise<Result<Erasure, Refusal>> {
    const scope = entityScope(principal, entity);
    if (!scope.ok) return scope;
    const { keys, clock, enclosure } = this.#options;
    const customers = await this.#allNumbersOf(entity, customer);
    const { instances, unsettled } = await keys.holdings(entity, customers);
    if (instances.length === 0) {
      return err({ code: 'not-found', detail: `Nothing names customer ${customer} in ${entity}.` });
    }
    if (unsettled.length > 0) {
      const named = unsettled.slice(0, NAMED_MAX).join(', ');
      const more = unsettled.length > NAMED_MAX ? ` and ${unsettled.length - NAMED_MAX} more` : '';
      return err({ code: 'not-possible-now', detail: `Not all is settled, and needs it: ${named}${more}.` });
    }
    const order = { entity, customer, customers, instances, by: actor, at: clock.now(), reason };
    const erasure = await keys.erase(order, ({ id, at, keys: destroyed, messages }) => ({
      at,
      actor,
      principal: principalRef(principal),
      action: 'personal-data.erase',
      entity,
      subject: `erasure/era_${id}`,
      before: null,
      after: JSON.stringify({ customer, customers, keys: destroyed, messages }),
      reason,
    }));
    enclosure.forget();
    return ok(erasure);
  }

  list(filter: PageRequest): Promise<Page<Erasure>> {
    return this.#options.keys.erasures(filter);
  }

  /** The number itself, and every number that a person said is the same customer. */
  async #allNumbersOf(entity: string, customer: string): Promise<readonly string[]> {
    const numbers = new Set([customer]);
    for (let before = 0; before < numbers.size; ) {
      before = numbers.size;
      const merges = await this.#options.records.mergesOf(entity, CUSTOMER, [...numbers]);
      for (const { record, into } of merges) numbers.add(record).add(into);
    }
    return [...numbers];
  }
}
