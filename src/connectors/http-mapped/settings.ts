/**
 * What a system that is reached over HTTP declares about itself. Expressions are compiled while the
 * configuration is read, so that a wrong one is a fault of the configuration, with its place.
 */
import { z } from 'zod';
import { OBJECTS } from '../../application/ports/inventory.ts';
import { OBJECT_RULES } from '../../application/sweep/objects.ts';
import { commandTypeOf } from '../../canonical/catalogue.ts';
import { factMapping, using, word } from '../mapping/fact-mapping.ts';
import { trialSettings } from './trial-settings.ts';

/** Seconds that a signed timestamp may differ from the moment at which the message came in. */
const TOLERANCE_SECONDS = 300;
/** Most seconds that a request given up on may take to land. */
const SETTLE_SECONDS_MAX = 3_600;
/** Records that a page may hold. */
const PAGE_SIZE_MAX = 10_000;

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'must be the name of a header');
const status = z.int().min(200).max(599);

const MESSAGE_NAMES = ['headers'];
const WINDOW_NAMES = ['from', 'to', 'cursor', 'page', 'after', 'afterId', 'each'];

const secret = word
  .optional()
  .describe('Name in `secretsFrom` of the system; its own secret where absent');
/** Several are valid at once while one is replaced by the next. */
const secrets = z.array(word).min(1).max(4).optional().describe('Names in `secretsFrom`');

const standardWebhooks = z.strictObject({
  scheme: z.literal('standard-webhooks'),
  secrets,
  toleranceSeconds: z.int().min(1).max(86_400).default(TOLERANCE_SECONDS),
});

const shopify = z.strictObject({ scheme: z.literal('shopify'), secrets });

const hmac = z.strictObject({
  scheme: z.literal('hmac'),
  secrets,
  header: headerName,
  encoding: z.enum(['hex', 'base64']),
  algorithm: z.enum(['sha256', 'sha512', 'sha1']).default('sha256'),
  prefix: z.string().max(40).default('').describe('Text before the digest'),
  /** A signed moment: what is signed is `<timestamp>.<body>`, and what is too old is refused. */
  timestamp: z
    .strictObject({
      header: headerName,
      unit: z.enum(['s', 'ms']).default('s'),
      toleranceSeconds: z.int().min(1).max(86_400).default(TOLERANCE_SECONDS),
    })
    .optional(),
});

const token = z.strictObject({ scheme: z.literal('token'), secrets, header: headerName });

/** How the system proves that a message is its own. */
const signature = z.discriminatedUnion('scheme', [standardWebhooks, shopify, hmac, token]);

const kind = z.union([
  z.strictObject({ mapping: word, at: using(...MESSAGE_NAMES).optional() }),
  z.strictObject({ ignore: z.string().min(1).describe('Why it says nothing that we need') }),
  z.strictObject({ refuse: z.string().min(1).describe('Why it is kept in quarantine') }),
]);

const messages = z.strictObject({
  id: using(...MESSAGE_NAMES).describe('Id of the message, the same when it is sent again'),
  kind: using(...MESSAGE_NAMES).describe('What kind of message it is, a key of `kinds`'),
  kinds: z.record(z.string(), kind),
});

const queryExpressions = (names: string[]) => z.record(z.string(), using(...names));

const paging = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('nothing') }),
  /** The address of the next page stands in the `Link` header, `rel="next"`. */
  z.strictObject({ by: z.literal('link') }),
  /** A member of the answer leads on; nothing, null or an empty text ends. Given as `$cursor`. */
  z.strictObject({ by: z.literal('cursor'), next: using('page') }),
  /** `$page` counts from one; a page that is not full is the last. */
  z.strictObject({ by: z.literal('number'), size: z.int().min(1).max(PAGE_SIZE_MAX) }),
  /** `$after` is the moment of the last record and `$afterId` its id: ties are not lost. */
  z.strictObject({ by: z.literal('last'), changedAt: using(), id: using() }),
]);

const listing = z.strictObject({
  path: using(...WINDOW_NAMES),
  query: queryExpressions(WINDOW_NAMES).default({}),
  /** Read once for each of these, which is `$each`: locations that the system lists one by one. */
  forEach: z.array(z.string().min(1)).min(1).optional(),
  /** Seconds that the window reaches back further, for records that are committed late. */
  overlapSeconds: z.int().min(0).max(86_400).default(0),
  paging: paging.default({ by: 'nothing' }),
  items: using().describe('The records of a page'),
  mapping: word,
});

const OBJECT_NAMES = ['number', 'sortedBy', 'company'];

/** A list of what the system holds now, to be compared with what we know. */
const inventory = z.strictObject({
  path: using(...WINDOW_NAMES),
  query: queryExpressions(WINDOW_NAMES).default({}),
  forEach: z.array(z.string().min(1)).min(1).optional(),
  paging: paging.default({ by: 'nothing' }),
  items: using().describe('The records of a page'),
  company: using('record'),
  number: using('record'),
  /** What the list is sorted by, where that is another member. */
  sortedBy: using('record').optional(),
  /** The list comes sorted by code units; otherwise it is gathered and sorted in memory. */
  sorted: z.boolean().default(false),
  /** In the order of `sweep/objects.ts`, each as canonical text. */
  figures: z.array(using('record')).min(1),
  changedAt: using('record').optional(),
  /** One object, open or not, by `$number`. */
  detail: z.strictObject({
    path: using(...OBJECT_NAMES),
    query: queryExpressions(OBJECT_NAMES).default({}),
    absent: z.array(status).default([404]),
    record: using(...OBJECT_NAMES).describe('The record in the answer'),
    figures: z.array(using('record')).min(1).optional(),
    /** Facts that the record states, to repair by. */
    mapping: word.optional(),
  }),
});

const COMMAND_NAMES = ['command', 'found'];

const matched = { status: z.array(status).min(1), when: using(...COMMAND_NAMES, 'headers').optional() };
const said = {
  code: using(...COMMAND_NAMES, 'headers').optional(),
  reason: using(...COMMAND_NAMES, 'headers').optional(),
};

const writeAnswer = z.strictObject({
  ...matched,
  means: z.enum(['done', 'refused', 'in-doubt', 'unavailable', 'throttled', 'unauthorized', 'malformed']),
  ...said,
});
const probeAnswer = z.strictObject({
  ...matched,
  means: z.enum(['applied', 'absent', 'refused', 'unknown']),
  ...said,
});

const request = {
  path: using(...COMMAND_NAMES),
  query: queryExpressions(COMMAND_NAMES).default({}),
  headers: z.record(headerName, using(...COMMAND_NAMES)).default({}),
};

const command = z.strictObject({
  /**
   * Asked first, where the system knows the object by a number that only it has: its answer is
   * `$found` for the others. Nothing found: refused as `not-found`, and a probe says absent.
   */
  find: z
    .strictObject({
      ...request,
      status: z.array(status).default([200]),
      value: using('command', 'headers'),
    })
    .optional(),
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  ...request,
  body: using(...COMMAND_NAMES).optional(),
  /** Header that carries the idempotency key. */
  keyHeader: headerName.optional(),
  /** The first that fits counts; transport speaks for itself where none does. */
  answers: z.array(writeAnswer).min(1),
  /** How it is read back, and asked for when it is in doubt. */
  probe: z.strictObject({
    ...request,
    answers: z.array(probeAnswer).min(1),
    /** Facts that the record says once it is applied. */
    mapping: word.optional(),
  }),
});

const unchecked = z.strictObject({
  /** Header with the secret on every request of ours. */
  authentication: z
    .strictObject({ header: headerName, prefix: z.string().max(40).default(''), secret })
    .default({ header: 'authorization', prefix: 'Bearer ' }),
  headers: z.record(headerName, z.string()).default({}),
  /** Absent: the system pushes nothing, and its statement is its only channel. */
  signature: signature.optional(),
  messages: messages.optional(),
  /** What a record says: facts, by the name under which messages and statements mean it. */
  mappings: z.record(word, z.array(factMapping).min(1)),
  statement: z.array(listing).default([]),
  inventories: z.partialRecord(z.enum(OBJECTS), inventory).default({}),
  commands: z
    .record(
      z.string().refine((type) => commandTypeOf(type) !== undefined, 'is no command type'),
      command,
    )
    .default({}),
  /** Meanings of the system's codes by list, before those that people map while it runs. */
  codes: z.record(word, z.record(z.string(), z.string())).default({}),
  /** Samples for `connector check`. */
  trial: trialSettings.optional(),
  proof: z
    .strictObject({
      honoursKey: z.boolean(),
      settleAfterSeconds: z.int().min(0).max(SETTLE_SECONDS_MAX),
    })
    .default({ honoursKey: false, settleAfterSeconds: 60 }),
});

/** Settings of the kind `http`. */
export const httpSettings = unchecked.superRefine((settings, context) => {
  const need = (mapping: string | undefined, path: (string | number)[]): void => {
    if (mapping === undefined || Object.hasOwn(settings.mappings, mapping)) return;
    const known = Object.keys(settings.mappings).join(', ') || 'none';
    context.addIssue({
      code: 'custom',
      path,
      message: `"${mapping}" is no mapping; there are: ${known}`,
    });
  };
  settings.statement.forEach(({ mapping }, at) => need(mapping, ['statement', at, 'mapping']));
  for (const [name, entry] of Object.entries(settings.messages?.kinds ?? {})) {
    if ('mapping' in entry) need(entry.mapping, ['messages', 'kinds', name, 'mapping']);
  }
  for (const [object, declared] of Object.entries(settings.inventories)) {
    if (declared === undefined) continue;
    need(declared.detail.mapping, ['inventories', object, 'detail', 'mapping']);
    const { figures } = OBJECT_RULES[object as keyof typeof OBJECT_RULES];
    for (const given of [declared.figures, declared.detail.figures ?? declared.figures]) {
      if (given.length === figures.length) continue;
      const message = `must be ${figures.length}: ${figures.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['inventories', object, 'figures'], message });
    }
  }
  for (const [type, { probe }] of Object.entries(settings.commands)) {
    need(probe.mapping, ['commands', type, 'probe', 'mapping']);
  }
  const { trial } = settings;
  if (trial !== undefined && !Object.hasOwn(settings.commands, trial.type)) {
    const message = `"${trial.type}" is none of the declared commands`;
    context.addIssue({ code: 'custom', path: ['trial', 'type'], message });
  }
  if ((settings.messages === undefined) !== (settings.signature === undefined)) {
    const message = 'messages and their signature are declared together';
    context.addIssue({ code: 'custom', path: ['signature'], message });
  }
});

/** What a person writes. */
export type HttpSettingsInput = z.input<typeof httpSettings>;
/** The same with its expressions compiled. */
export type HttpSettings = z.output<typeof httpSettings>;
export type Signature = z.output<typeof signature>;
export type Listing = z.output<typeof listing>;
export type CommandTemplate = z.output<typeof command>;

/** Gives the declaration of a system its types; the check is made when the configuration is loaded. */
export const defineConnector = (settings: HttpSettingsInput): HttpSettingsInput => settings;
