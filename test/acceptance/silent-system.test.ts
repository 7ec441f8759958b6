/** A system is silent only for the time in which somebody listened to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS } from '../../src/kernel/instant.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

/** Milliseconds of silence that count, beyond what was promised; below zero: it kept its promise. */
async function overdue(stage: Stage, system: string): Promise<number> {
  const { at, systems } = await stage.get('/v1/console/overview');
  const { heardAt, promisedMs, awaitedSince } = systems.find((one: Answered) => one.system === system);
  const counted = Math.max(Date.parse(awaitedSince), heardAt === null ? 0 : Date.parse(heardAt));
  return Date.parse(at) - counted - promisedMs;
}

test('a system that does not answer is silent; after a restart it has its whole promise again', async () => {
  const stage = await openStage();
  await stage.pass(3);
  await stage.settle();
  assert.ok((await overdue(stage, 'erp')) <= 0, 'its sweep was answered: it was heard of');
  await stage.faultsOf('erp', { unavailable: 1 });
  await stage.until('it is silent although somebody listens', async () => (await overdue(stage, 'erp')) > HOUR_MS, 24);
  await stage.restart();
  assert.ok((await overdue(stage, 'erp')) <= 0, 'who has just begun to listen cannot have missed it');
  await stage.until('it notices soon enough', async () => (await overdue(stage, 'erp')) > 0, 24);
});
