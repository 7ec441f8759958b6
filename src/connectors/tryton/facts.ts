/**
 * Facts of Tryton's records, in the canonical form; what does not fit is our misreading, and ends
 * the exchange.
 */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { canonicalFact, faultText } from '../canonical-fact.ts';
import { companyCodes } from '../company-codes.ts';
import { stop, type Exchange } from './exchange.ts';
import { quantityOf } from './values.ts';

export interface Said {
  /** The same whether an answer or a statement says it. */
  readonly id: string;
  readonly occurredAt: string;
}

/** The fact that a record states; the connection speaks for one entity. */
export function factOf<T>(
  exchange: Exchange,
  type: FactType<T>,
  said: Said,
  wire: unknown,
): CanonicalFact {
  const { company, entity } = exchange.settings;
  const record = { ...said, code: company, path: `$.${said.id}` };
  const fact = canonicalFact(type, record, companyCodes({ [company]: entity }), wire);
  return fact.ok ? fact.value : stop('malformed', faultText(fact.error));
}

/** A quantity of Tryton as decimal text. */
export const quantityText = (value: number | null): string => formatQuantity(countOf(value));

export const countOf = (value: number | null): Quantity =>
  expectOk(quantityOf(value ?? 0), 'quantity of Tryton');
