import type { CanonicalFact } from '../application/ports/connector.ts';
import { faultsOf, type Fault, type FactType } from '../canonical/fact-type.ts';
import { parseInstant } from '../kernel/instant.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { z } from 'zod';
import type { CompanyCodes } from './company-codes.ts';

/** A record of another system, on its way to being a fact. */
export interface SourceRecord {
  /** Id of the fact: the same from a response, a feed and a webhook. */
  readonly id: string;
  /** What the other system calls the company. */
  readonly code: string;
  /** Text of the moment, as the other system wrote it. */
  readonly occurredAt: string;
  readonly causationId?: string;
  /** JSON path of the record in its message, for faults. */
  readonly path: string;
}

/**
 * Builds a fact from the canonical wire form of its content. What the content's codec does not
 * accept, and a company that nobody configured, are faults.
 */
export function canonicalFact<T>(
  type: FactType<T>,
  record: SourceRecord,
  companies: CompanyCodes,
  wire: unknown,
): Result<CanonicalFact, readonly Fault[]> {
  const { id, path } = record;
  const entity = companies.entityOf(record.code);
  const occurredAt = parseInstant(record.occurredAt);
  const decoded = type.decode(wire);
  const faults: Fault[] = [];
  if (entity === null) faults.push({ path, message: `unknown company code "${record.code}"` });
  if (!occurredAt.ok) faults.push({ path, message: occurredAt.error });
  if (!decoded.ok) {
    for (const fault of decoded.error) {
      faults.push({ path, message: `${type.type} ${fault.path}: ${fault.message}` });
    }
  }
  if (entity === null || !occurredAt.ok || !decoded.ok) return err(faults);
  return ok({
    type: type.type,
    id,
    entity,
    occurredAt: occurredAt.value,
    content: decoded.value.content,
    ...(record.causationId === undefined ? {} : { causationId: record.causationId }),
  });
}

/** All facts, or all faults. */
export function together(
  results: readonly Result<CanonicalFact, readonly Fault[]>[],
): Result<readonly CanonicalFact[], readonly Fault[]> {
  const faults = results.flatMap((result) => (result.ok ? [] : result.error));
  if (faults.length > 0) return err(faults);
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** Reads an answer by its wire schema; a misfit is a list of faults. */
export function readWire<S extends z.ZodType>(
  schema: S,
  body: unknown,
): Result<z.output<S>, readonly Fault[]> {
  const parsed = schema.safeParse(body);
  return parsed.success ? ok(parsed.data) : err(faultsOf(parsed.error));
}

/** Faults as one sentence, for results and errors. */
export const faultText = (faults: readonly Fault[]): string =>
  faults.map(({ path, message }) => `${path} ${message}`).join('; ');
