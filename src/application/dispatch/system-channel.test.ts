import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import type { Connector } from '../ports/connector.ts';
import type { Lane } from './job.ts';
import { SystemChannel } from './system-channel.ts';

const lane = (name: string): Lane => ({ name, ready: false }) as unknown as Lane;

/** A channel of one system, and the names of what left, in the order of leaving. */
function channelOf(budget: Partial<Connector['budget']>) {
  const clock = new VirtualClock(instant(0));
  const left: string[] = [];
  const connector = { budget: { concurrency: 1, perSecond: 1_000, timeoutMs: 1_000, ...budget } };
  const start = (started: Lane): void => void left.push((started as unknown as { name: string }).name);
  const channel = new SystemChannel(connector as Connector, clock, () => 1, start);
  return { channel, clock, left };
}

test('of what waits for a system the smaller priority number leaves first, then the longer waiting', () => {
  const { channel, left } = channelOf({});
  channel.enqueue(lane('first come'), 5);
  for (const [name, priority] of [['status', 9], ['old', 5], ['new', 5], ['money', 1]] as const) {
    channel.enqueue(lane(name), priority);
  }
  assert.deepEqual(left, ['first come'], 'one at a time');
  for (let ended = 0; ended < 4; ended++) channel.ended('answered');
  assert.deepEqual(left, ['first come', 'money', 'old', 'new', 'status']);
});

test('no more leave at once than the system takes, and no faster', () => {
  const { channel, clock, left } = channelOf({ concurrency: 3, perSecond: 2 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) channel.enqueue(lane(name), 1);
  assert.deepEqual(left, ['a'], 'the rate allows one');
  clock.advanceTo(instant(1_000));
  clock.advanceTo(instant(2_000));
  assert.deepEqual(left.length, 3, 'three are on the wire, whatever the rate allows');
  clock.advanceTo(instant(10_000));
  assert.equal(channel.inFlight, 3);
  channel.ended('answered');
  assert.deepEqual(left, ['a', 'b', 'c', 'd']);
});
