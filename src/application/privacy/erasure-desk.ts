/** Makes what tells of a customer unreadable for good, once nothing needs it any more. */
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { isEnclosed } from '../../kernel/enclosed.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { Erasure, Holdings, PersonalKeyStore, Reach } from '../ports/personal-keys.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { entityScope } from '../query/find.ts';
import { partsOfKey } from '../query/instance-reading.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import { ERASED, type Enclosure } from './enclosure.ts';
import { namingValues, telling } from './telling.ts';

const CUSTOMER = 'customer';
/** Instances that a refusal names; more are no help. */
const NAMED_MAX = 5;

/** What an erasure would come to, told before anybody asks for it. */
export interface ErasurePreview extends Reach, Holdings {
  readonly entity: string;
  readonly customer: string;
  /** That number, and those of the records that were merged with it. */
  readonly customers: readonly string[];
}

export interface ErasureDeskOptions {
  readonly keys: PersonalKeyStore;
  readonly records: Pick<RecordStore, 'mergesOf'>;
  readonly enclosure: Pick<Enclosure, 'forget' | 'text'>;
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
    const found = await this.#holdings(principal, entity, customer);
    if (!found.ok) return found;
    const { keys, clock, enclosure } = this.#options;
    const { customers, instances, unsettled } = found.value;
    if (unsettled.length > 0) {
      const named = unsettled.slice(0, NAMED_MAX).join(', ');
      const more = unsettled.length > NAMED_MAX ? ` and ${unsettled.length - NAMED_MAX} more` : '';
      return err({ code: 'not-possible-now', detail: `Not all is settled, and needs it: ${named}${more}.` });
    }
    const patterns = await this.#telling(customers, instances);
    const order = {
      entity, customer, customers, instances, telling: patterns, by: actor, at: clock.now(), reason,
    };
    const erasure = await keys.erase(order, ({ id, at, keys: destroyed, ...counts }) => ({
      at,
      actor,
      principal: principalRef(principal),
      action: 'personal-data.erase',
      entity,
      subject: `erasure/era_${id}`,
      before: null,
      after: JSON.stringify({
        customer,
        customers,
        keys: destroyed,
        messages: counts.messages,
        attachments: counts.attachments,
        quarantined: counts.quarantined,
      }),
      reason,
    }));
    enclosure.forget();
    return ok(erasure);
  }

  /** Tells what would become unreadable, and what still needs it; changes nothing. */
  async preview(
    principal: Principal,
    { entity, customer }: Pick<Erasure, 'entity' | 'customer'>,
  ): Promise<Result<ErasurePreview, Refusal>> {
    const found = await this.#holdings(principal, entity, customer);
    if (!found.ok) return found;
    const { customers, instances } = found.value;
    const patterns = await this.#telling(customers, instances);
    const reach = await this.#options.keys.reach({ entity, customers, instances, telling: patterns });
    return ok({ entity, customer, ...found.value, ...reach });
  }

  list(filter: PageRequest): Promise<Page<Erasure>> {
    return this.#options.keys.erasures(filter);
  }

  /** All that names a customer, under any of their numbers. */
  async #holdings(
    principal: Principal,
    entity: string,
    customer: string,
  ): Promise<Result<Holdings & Pick<ErasurePreview, 'customers'>, Refusal>> {
    const scope = entityScope(principal, entity);
    if (!scope.ok) return scope;
    const customers = await this.#allNumbersOf(entity, customer);
    const holdings = await this.#options.keys.holdings(entity, customers);
    if (holdings.instances.length > 0) return ok({ customers, ...holdings });
    return err({ code: 'not-found', detail: `Nothing names customer ${customer} in ${entity}.` });
  }

  /** By what raw texts that nobody could read are known to tell of the customer. */
  async #telling(customers: readonly string[], instances: readonly string[]): Promise<readonly string[]> {
    const { keys, enclosure } = this.#options;
    const facts = (await keys.saidOf(instances)).map((text) => JSON.parse(text) as Record<string, unknown>);
    const enclosed = [...new Set(facts.flatMap((fact) => namingValues(fact, isEnclosed)))];
    const said = JSON.parse(await enclosure.text(JSON.stringify(enclosed))) as string[];
    const values = said.filter((value) => value !== ERASED);
    const documents = instances.map((instance) => partsOfKey(instance).businessId);
    const elsewhere = facts.flatMap(({ number }) => (typeof number === 'string' ? [number] : []));
    return telling(customers, [...customers, ...documents, ...elsewhere], values);
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
