/** How `connector check` tries a system that lives on files: part of its settings. */
import { z } from 'zod';
import { MADE_NAMES, missing, sampled } from '../conformance/trial-declaration.ts';
import { using } from '../mapping/fact-mapping.ts';

export const trialSettings = z.strictObject({
  ...sampled,
  /** Text that stands in the file of this command and in no other. */
  mark: using(...MADE_NAMES),
  /** A name of a file that the system might send; without one no bad files are tried. */
  readsAs: z.union([z.string().min(1), missing]),
});

export type TrialSettings = z.output<typeof trialSettings>;
