import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import type { SUBJECT_WORKFLOWS } from '../subject.ts';

/** Word of interchanges in instance keys. */
export const INTERCHANGE = 'interchange' satisfies (typeof SUBJECT_WORKFLOWS)[number];

/**
 * An interchange is named by its sender and its control number, which he uses once: another
 * content under the same number is a register of its own, and both are kept.
 */
export const interchangeReceived = defineFact({
  type: 'interchange.received.v1',
  meaning: "A trading partner's interchange came in, with or without faults in its envelope.",
  schema: z.object({
    interchange: identifier('System of the partner, and control number of the interchange'),
    system: identifier('System of the partner'),
    control: identifier('Control number of the interchange'),
    content: identifier('Fingerprint of its bytes'),
    sentOn: identifier('Date and time that it states, as it writes them'),
    fault: z
      .object({
        code: identifier('Code of the fault in the envelope'),
        text: note('What is wrong'),
      })
      .optional(),
    groups: z
      .array(
        z.object({
          functionalId: identifier('Functional id'),
          group: identifier('Control number of the group'),
          version: identifier('Version of the standard'),
          setsStated: z
            .int()
            .min(0)
            .max(LIMITS.versionMax)
            .describe('How many sets it says to have'),
          faults: z.array(identifier('Code of a fault of the group')).max(LIMITS.findingsMax),
        }),
      )
      .max(LIMITS.linesMax),
    syntaxAnswer: z.enum(['997', '999', 'none']).describe('How its syntax is answered'),
    contentAnswer: z.enum(['824', 'none']).describe('How its content is answered'),
  }),
  key: (received) => received.content,
  route: ({ interchange }) => ({ to: 'instance', workflow: INTERCHANGE, number: interchange }),
});
