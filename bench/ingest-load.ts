/** Posts batches of movements to the API as fast as it answers: a process of its own. */
import { Pool } from 'undici';

/** What to post where. */
export interface IngestTask {
  readonly url: string;
  readonly key: string;
  readonly batches: number;
  readonly batchSize: number;
  readonly connections: number;
  readonly items: number;
  readonly sites: readonly string[];
  /** Distinguishes the movement numbers of runs. */
  readonly run: string;
}

/** How long it took, and what was answered. */
export interface IngestEnd {
  readonly seconds: number;
  readonly accepted: number;
}

process.once('message', (task: IngestTask) => {
  void post(task).then((end) => process.send!(end));
});

async function post(task: IngestTask): Promise<IngestEnd> {
  const bodies = Array.from({ length: task.batches }, (_, at) => bodyOf(task, at));
  const pool = new Pool(task.url, { connections: task.connections });
  let next = 0;
  let accepted = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: task.connections }, async () => {
      while (next < bodies.length) {
        const body = bodies[next++]!;
        const answer = await pool.request({
          method: 'POST',
          path: '/v1/facts',
          headers: {
            authorization: `Bearer ${task.key}`,
            'content-type': 'application/cloudevents-batch+json',
          },
          body,
        });
        const { counts } = (await answer.body.json()) as { counts: Record<string, number> };
        accepted += counts['accepted'] ?? 0;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  return { seconds, accepted };
}

function bodyOf(task: IngestTask, batch: number): string {
  const time = new Date().toISOString();
  return JSON.stringify(
    Array.from({ length: task.batchSize }, (_, at) => {
      const number = batch * task.batchSize + at;
      // A few items move most: a square root spreads them like a catalogue's.
      const share = ((number * 7_919) % 10_007) / 10_007;
      return {
        specversion: '1.0',
        id: `E-${task.run}-${number}`,
        source: 'wms',
        type: 'movement.recorded.v1',
        time,
        entity: 'uk',
        data: {
          movement: `MV-${task.run}-${number}`,
          version: 1,
          kind: 'receipt',
          item: `ITEM-${Math.floor(share * share * task.items)}`,
          quantity: String(1 + (number % 24)),
          from: { location: 'supplier', disposition: 'in_transit' },
          to: { location: task.sites[number % task.sites.length], disposition: 'sellable_accessible' },
        },
      };
    }),
  );
}
