/** How `connector check` tries a declared system: part of its settings. */
import { z } from 'zod';
import { MADE_NAMES, SAMPLE_NAMES, missing, sampled } from '../conformance/trial-declaration.ts';
import { using } from '../mapping/fact-mapping.ts';

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'must be the name of a header');
const status = z.int().min(200).max(599);

/** A request that goes to the system itself, and not through the connector. */
const direct = (...names: string[]) => ({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: using(...names),
  body: using(...names).optional(),
  /** Statuses that say: there is no such thing. */
  absent: z.array(status).default([404]),
});

const prepare = z.array(z.strictObject(direct(...SAMPLE_NAMES))).default([]);

/** Samples that may be executed, and how the system's own record shows what they did. */
export const trialSettings = z.strictObject({
  ...sampled,
  /** Asked of the system before: it makes what the sample needs to be there. */
  prepare,
  /** Answers how often the effect of a command is there. */
  effects: z.strictObject({ ...direct(...MADE_NAMES), count: using(...MADE_NAMES) }),
  /** A command that the system turns down for a reason of its business. */
  refused: z.union([z.strictObject({ content: using(...SAMPLE_NAMES), prepare }), missing]),
  /** What the system pushes about a command that was done. */
  messages: z.union([
    z.strictObject({
      ...direct(...MADE_NAMES),
      /** Seconds that the system takes until it has something to say. */
      afterSeconds: z.int().min(0).max(86_400).default(0),
      /** The records of the answer that messages would be about. */
      items: using(...MADE_NAMES),
      /** Body of the message about one of them, which is `$item`. */
      says: using(...MADE_NAMES, 'item').optional(),
      /** Headers beside those of the signature; `$item` is nothing where any body is signed. */
      headers: z.record(headerName, using('sample', 'item')).default({}),
    }),
    missing,
  ]),
  /** Whether a wrong secret may be tried: some systems lock an account. */
  wrongSecret: z.union([z.literal(true), missing]).default(true),
});

export type TrialSettings = z.output<typeof trialSettings>;
