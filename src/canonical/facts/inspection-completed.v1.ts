import { z } from 'zod';
import { identifier, instantText, lineNumber, note, positiveQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma, toReturn } from '../rma.ts';

/** What an inspector can find; what follows from it is a policy's business. */
export const GRADES = [
  'as-new',
  'opened',
  'damaged',
  'defective',
  'contaminated',
  'expired',
  'unknown',
] as const;

/** Whose fault it is that goods are as they are. */
export const FAULTS_OF = ['customer', 'carrier', 'seller', 'supplier', 'unknown'] as const;

/** Says what was seen, never what becomes of it. A later version restates the whole inspection. */
export const inspectionCompleted = defineFact({
  type: 'inspection.completed.v1',
  meaning: 'An inspector says in which condition returned goods are (EPCIS inspecting).',
  schema: z.object({
    rma,
    inspection: identifier('Number of the inspection'),
    version,
    receipt: identifier('Receipt whose goods were inspected'),
    inspectedAt: instantText('When it was completed'),
    inspectedBy: identifier('Who inspected'),
    lines: z
      .array(
        z.object({
          part: lineNumber.describe('Number of the part in this inspection'),
          receiptLine: lineNumber.describe('Line of the receipt'),
          quantity: positiveQuantityText('Of this grade, in base units'),
          grade: z.enum(GRADES),
          faultOf: z.enum(FAULTS_OF).describe('Whose fault it is'),
          chainUnbroken: z.boolean().describe('Kept and moved as the item demands since it left'),
          repairable: z.boolean().describe('Its fault can be mended'),
          damageCode: identifier('Code of the damage at the inspecting system').optional(),
          text: note('What the inspector says').optional(),
        }),
      )
      .max(LIMITS.linesMax),
    evidence: z
      .array(
        z.object({
          name: identifier('Name of the file'),
          kind: z.enum(['photo', 'form', 'scan', 'measurement', 'message']),
          sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
        }),
      )
      .max(LIMITS.evidenceMax),
  }),
  key: (inspected) => inspected.inspection,
  version: (inspected) => inspected.version,
  route: toReturn,
});
