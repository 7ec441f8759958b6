import { z } from 'zod';
import { identifier, instantText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** Name by which the answer to a document finds its order: the group that we sent it in. */
export const documentAlias = (system: string, group: string): string =>
  `document:${system}:${group}`;

/** One document is one group of one interchange, so the answer to the group is the answer to it. */
export const documentSent = defineFact({
  type: 'document.sent.v1',
  meaning: 'A document was delivered to a trading partner (X12 855, 856, 810, 940, 180, 812, 824).',
  schema: z.object({
    ...ABOUT,
    document: identifier('Kind of document and what it is about: `856:SH-1`'),
    generation: version.describe('Generation of the command that sent it; the latest one counts'),
    system: identifier('System of the partner'),
    interchange: identifier('Control number of the interchange'),
    group: identifier('Control number of its group: the answer names it'),
    answered: z.boolean().describe('The partner agreed to answer it'),
    sentAt: instantText('When it was delivered'),
  }).refine(isAbout, { message: ABOUT_FAULT }),
  key: (sent) => sent.document,
  version: (sent) => sent.generation,
  route: toSubject,
  introduces: (sent) => [documentAlias(sent.system, sent.group)],
});
