import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { INTERCHANGE } from './interchange-received.v1.ts';

/** A held document that is let in later is restated; what was let in stays let in. */
export const documentReceived = defineFact({
  type: 'document.received.v1',
  meaning: 'A document of an interchange was let in, or is held whole with what is wrong with it.',
  schema: z.object({
    interchange: identifier('System of the partner, and control number of the interchange'),
    content: identifier('Fingerprint of the bytes of the interchange'),
    group: identifier('Control number of its group'),
    control: identifier('Control number of the document in its group'),
    set: identifier('Kind of document'),
    version: version.describe('1 while it is held, 2 once it was let in'),
    outcome: z.enum(['taken', 'held']),
    syntax: z.enum(['accepted', 'rejected']).describe('Whether it is right by the standard'),
    refused: z.boolean().describe('Right by the standard, and the partner must mend its content'),
    findings: z
      .array(
        z.object({
          level: z.enum(['set', 'segment', 'element', 'application']),
          code: z.string().max(LIMITS.identifierLengthMax).describe('Code of the standard'),
          segment: identifier('Segment').optional(),
          position: z.int().min(0).max(LIMITS.versionMax).optional(),
          element: z.int().min(0).max(LIMITS.lineNumberMax).optional(),
          text: note('What is wrong'),
        }),
      )
      .max(LIMITS.findingsMax),
  }),
  key: ({ content, group, control }) => `${content} ${group} ${control}`,
  version: (received) => received.version,
  route: ({ interchange }) => ({ to: 'instance', workflow: INTERCHANGE, number: interchange }),
});
