/** The stream of a console: server-sent events that say what changed, and never the data itself. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const changeNotice = z
  .object({
    instances: z
      .array(z.string())
      .meta({
        description: 'Instances that changed, the first of them',
        examples: [['uk/sales-order/SO-1']],
      }),
    more: z.boolean().meta({ description: 'More changed than are named: read again whatever is shown' }),
    cases: z.boolean().meta({ description: 'Exception cases changed' }),
    commands: z.boolean().meta({ description: 'Commands changed' }),
    messages: z.boolean().meta({ description: 'The quarantine changed' }),
    stock: z.boolean().meta({ description: 'Positions changed' }),
  })
  .meta({ description: 'What changed within one second, in any process' });

const nothing = z.object({}).meta({ description: 'Its name says it all' });
const alive = z.object({ at: shape.instant('Time of the server') });

const notice = {
  instances: ['uk/sales-order/SO-1'],
  more: false,
  cases: true,
  commands: false,
  messages: false,
  stock: false,
};

export const followChanges = defineOperation({
  id: 'followChanges',
  method: 'get',
  path: '/v1/changes',
  tag: 'Console',
  owner: 'integration',
  summary: 'Follow what changes, as server-sent events, for as long as the connection lasts',
  description:
    'A notice comes once a second at most and names what changed, in whichever process; what it is about ' +
    'is read by the other operations. Whoever connects again sends the last `id` as Last-Event-ID and is ' +
    'sent what was missed, or `reset`, which means: read everything again.',
  access: 'key',
  headers: { 'Last-Event-ID': { description: '`id` of the last event that was read', example: '41' } },
  answers: {
    200: {
      description: 'Events until the connection ends',
      media: 'text/event-stream',
      schema: z.string().meta({ description: 'Server-sent events, as HTML defines them' }),
      example:
        'id: 41\nevent: hello\ndata: {}\n\n' +
        `id: 42\nevent: changed\ndata: ${JSON.stringify(notice)}\n\n`,
      events: {
        hello: {
          description: 'You are connected, and have missed nothing',
          data: nothing,
          named: true,
        },
        reset: {
          description: 'You were away for too long: read everything again',
          data: nothing,
          named: true,
        },
        changed: { description: 'Something changed', data: changeNotice, named: true },
        alive: { description: 'Nothing happened, and the line is alive', data: alive, named: false },
      },
    },
  },
  errors: [],
});
