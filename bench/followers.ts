/** Consoles that follow what changes, as many as one asks for: a process of its own. */
import { Agent, get, type ClientRequest } from 'node:http';

/** Whom to follow, by how many. */
export interface FollowTask {
  readonly url: string;
  readonly key: string;
  readonly clients: number;
}

/** All are connected, or were: then with the events that they were sent. */
export type FollowReport = { readonly kind: 'connected' } | { readonly kind: 'left'; readonly events: number };

process.on('message', (task: FollowTask | 'leave') => {
  if (task === 'leave') leave();
  else void follow(task).then(() => process.send!({ kind: 'connected' } satisfies FollowReport));
});

const open: ClientRequest[] = [];
let events = 0;

async function follow({ url, key, clients }: FollowTask): Promise<void> {
  const agent = new Agent({ maxSockets: clients });
  const headers = { authorization: `Bearer ${key}` };
  const greeted = Array.from(
    { length: clients },
    () =>
      new Promise<void>((resolve, reject) => {
        const request = get(`${url}/v1/changes`, { agent, headers }, (answer) => {
          if (answer.statusCode !== 200) return reject(new Error(`answered with ${answer.statusCode}`));
          answer.setEncoding('utf8').on('error', () => undefined);
          answer.on('data', (text: string) => {
            events += text.split('\nevent: changed\n').length - 1;
            resolve();
          });
        });
        request.on('error', reject);
        open.push(request);
      }),
  );
  await Promise.all(greeted);
}

function leave(): void {
  for (const request of open) request.removeAllListeners('error').on('error', () => undefined).destroy();
  process.send!({ kind: 'left', events } satisfies FollowReport, () => process.exit());
}
