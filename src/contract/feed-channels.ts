/** How facts leave for partners, as channels of the AsyncAPI document. */
import type { z } from 'zod';
import { recordedFact } from './resources/facts.ts';
import { acknowledgeFeed, factMessage, readFeed } from './resources/subscriptions.ts';

/** A channel on which this installation sends. */
export interface OutwardChannel {
  readonly name: string;
  /** `null`: wherever the subscriber says. */
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly message: { readonly name: string; readonly summary: string; readonly schema: z.ZodType };
  /** How the operation travels over HTTP. */
  readonly http: { readonly method: 'GET' | 'POST' };
  /** Where authentication is described. */
  readonly security: 'apiKey' | 'standardWebhooks';
}

export const OUTWARD_CHANNELS: readonly OutwardChannel[] = [
  {
    name: 'consumer-feed',
    address: readFeed.path,
    title: 'Feed of a consumer',
    description:
      'Facts in the order of commits, filtered by type and entity, from a place that is kept for the ' +
      `consumer. It fetches them by GET, page by page, and acknowledges by POST ${acknowledgeFeed.path} ` +
      'what is safe; until then the same page comes again. Replayable from any moment.',
    parameters: { consumer: 'Name that the consumer was declared under' },
    message: {
      name: 'recorded-fact',
      summary: 'A fact, as an item of a page of the feed',
      schema: recordedFact,
    },
    http: { method: 'GET' },
    security: 'apiKey',
  },
  {
    name: 'subscribed-facts',
    address: null,
    title: 'Endpoint of a subscription',
    description:
      'Each fact that a subscription asks for is posted to its endpoint, one at a time, in the order of ' +
      'commits.',
    parameters: {},
    message: {
      name: 'fact-message',
      summary: 'A fact, signed as Standard Webhooks has it',
      schema: factMessage,
    },
    http: { method: 'POST' },
    security: 'standardWebhooks',
  },
];
