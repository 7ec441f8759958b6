/** Says canonical facts on the stage, as the system that they come from. */
import assert from 'node:assert/strict';
import { formatInstant } from '../../src/kernel/instant.ts';
import type { Stage } from './stage.ts';

let said = 0;

/** Takes a fact in by the door for facts, and waits until nothing moves. */
export async function tellFact(
  stage: Stage,
  source: string,
  type: string,
  data: unknown,
  entity = 'uk',
): Promise<void> {
  const event = {
    specversion: '1.0', source, id: `told-${++said}`, type, entity, time: formatInstant(stage.now()), data,
  };
  const headers = { 'content-type': 'application/cloudevents+json' };
  const { status, body, text } = await stage.api('POST', '/v1/facts', { headers, body: event });
  assert.equal(status, 202, `${type} of ${source} answered ${status}: ${text}`);
  assert.equal(body.status, 'accepted', `${type} of ${source}: ${text}`);
}
