/** Pure translation of the laboratory's samples to canonical facts. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { canonicalFact, together } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import type { LabSample } from './wire.ts';

/** What each conclusion means for goods that wait for it. */
const VERDICTS = { conforms: 'released', fails: 'rejected' } as const;

/** What a sample says by now: the same fact from an answer and from a statement. */
export function factsOfSample(
  { company: code, material: item, batch: lot, result }: LabSample,
  companies: CompanyCodes,
): Result<readonly CanonicalFact[], readonly Fault[]> {
  if (result === null) return ok([]);
  const { number, conclusion, analyst, remark } = result;
  const id = `${code}/${item}/${lot}/result/${number}`;
  const record = { id, code, occurredAt: result['concluded-at'], path: '$' };
  return together([
    canonicalFact(FACTS.qualityDecided, record, companies, {
      item,
      lot,
      version: number,
      verdict: VERDICTS[conclusion],
      decidedBy: analyst,
      ...(remark === null ? {} : { reason: remark }),
    }),
  ]);
}
