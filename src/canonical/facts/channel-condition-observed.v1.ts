import { z } from 'zod';
import { identifier, instantText, moneyObject, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import type { SUBJECT_WORKFLOWS } from '../subject.ts';

/** Word of channels in instance keys. */
export const CHANNEL = 'channel' satisfies (typeof SUBJECT_WORKFLOWS)[number];

/** What is odd about a channel of messages, or no longer: late, silent, drifting, not agreeing. */
export const channelConditionObserved = defineFact({
  type: 'channel-condition.observed.v1',
  meaning: 'A condition of a channel begins to hold, changes, or ends.',
  schema: z.object({
    channel: identifier('Channel: a system, or one of its kinds of message'),
    condition: z.string().min(1).max(LIMITS.conditionLengthMax).describe('Names what is watched'),
    version,
    holds: z.boolean().describe('Whether it holds from now on'),
    since: instantText('Since when it holds, or held'),
    kind: identifier('Kind of its case'),
    text: note('What is odd, for people'),
    role: identifier('Role whose queue its case belongs to'),
    playbook: note('What to do about it'),
    exposure: moneyObject('Money at stake').optional(),
    waiting: z.int().min(0).max(LIMITS.versionMax).optional().describe('Messages that wait for it'),
  }),
  key: ({ condition }) => condition,
  version: (observed) => observed.version,
  route: ({ channel }) => ({ to: 'instance', workflow: CHANNEL, number: channel }),
});
