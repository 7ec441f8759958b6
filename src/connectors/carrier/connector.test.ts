import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BOX_ENTITIES,
  BOX_SECRET,
  BOX_START,
  openBox,
  type Box,
} from '../../../test/support/sandbox-box.ts';
import type { CanonicalFact, Connector, OutboundCommand } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { arrangeTransport } from '../../canonical/commands.ts';
import { DAY_MS, HOUR_MS, SECOND_MS, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { carrier, type Consignment } from '../../sandbox/carrier.ts';
import { carrierConnector } from './connector.ts';

const connect = (box: Box, secret: string = BOX_SECRET): Connector =>
  carrierConnector({
    system: 'carrier',
    url: box.sandbox.urls['carrier']!,
    secret,
    entities: BOX_ENTITIES,
  });

function arrange(shipment: string): OutboundCommand {
  const wire = {
    salesOrder: 'SO-1',
    shipment,
    site: 'LON',
    shipTo: { country: 'GB', postalCode: 'EC1' },
    goodsValue: { amount: '100.02', currency: 'GBP' },
  };
  return {
    key: `uk/sales-order/SO-1/arrange-transport:${shipment}#1`,
    entity: 'uk',
    instance: 'uk/sales-order/SO-1',
    id: `arrange-transport:${shipment}`,
    generation: 1,
    type: arrangeTransport.type,
    content: expectOk(arrangeTransport.decode(wire), 'a booking'),
    correlationId: 'SO-1',
    traceparent: null,
  };
}

const said = (facts: readonly CanonicalFact[]): unknown[] =>
  facts.map((fact) => JSON.parse(factTypeOf(fact.type)!.encode(fact.content)));

const consignmentsIn = async (box: Box): Promise<readonly Consignment[]> =>
  ((await box.ask('carrier', 'GET', '/sandbox/books')) as { consignments: Consignment[] })
    .consignments;

const stated = (box: Box, connector: Connector): Promise<readonly CanonicalFact[]> =>
  box.call((signal) =>
    connector.statement({ from: BOX_START, to: (box.clock.now() + 1) as Instant }, signal),
  );

const told = (box: Box, connector: Connector): readonly CanonicalFact[] =>
  box.messages.flatMap((message) => {
    const translation = connector.translate(message);
    assert.equal(translation.kind, 'facts');
    return translation.kind === 'facts' ? translation.facts : [];
  });

test('a booking has a number and a freight; the goods arrive within three days', async () => {
  const box = await openBox({ carrier });
  const connector = connect(box);
  const result = await box.call((signal) => connector.execute(arrange('SH-1'), signal));
  assert.equal(result.kind, 'done');
  const facts = result.kind === 'done' ? result.facts : [];
  assert.deepEqual(said(facts), [
    {
      salesOrder: 'SO-1',
      shipment: 'SH-1',
      carrier: 'carrier',
      trackingNumber: 'TRK0000007919',
      freight: { amount: '6.25', currency: 'GBP' },
    },
  ]);
  await box.later(3 * DAY_MS);
  const [arranged, delivered] = told(box, connector);
  assert.deepEqual([arranged], facts);
  assert.equal(delivered?.type, 'proof-of-delivery.recorded.v1');
  assert.deepEqual(await stated(box, connector), [arranged, delivered]);
});

test('the booking whose answer was lost is found by the probe, and not doubled', async () => {
  const box = await openBox({ carrier }, { timeoutAfterEffect: 1 });
  const connector = connect(box);
  const result = await box.call((signal) => connector.execute(arrange('SH-1'), signal));
  assert.equal(result.kind, 'in-doubt');
  const proof = await box.call((signal) => connector.probe(arrange('SH-1'), signal));
  assert.equal(proof.kind, 'applied');
  assert.equal((await consignmentsIn(box)).length, 1);
});

test('a blind retry would double, and the probe then shows both', async () => {
  const box = await openBox({ carrier });
  const connector = connect(box);
  await box.call((signal) => connector.execute(arrange('SH-1'), signal));
  await box.call((signal) => connector.execute(arrange('SH-1'), signal));
  assert.equal((await consignmentsIn(box)).length, 2);
  const proof = await box.call((signal) => connector.probe(arrange('SH-1'), signal));
  assert.equal(proof.kind === 'applied' && proof.facts.length, 2);
});

test('absent is no proof until the settle time is over', async () => {
  const box = await openBox({ carrier }, { lateEffect: 1 });
  const connector = connect(box);
  assert.deepEqual(connector.proof, { honoursKey: false, settleAfterMs: 20 * SECOND_MS });
  const result = await box.call((signal) => connector.execute(arrange('SH-1'), signal), 1);
  assert.equal(result.kind, 'in-doubt');
  const early = await box.call((signal) => connector.probe(arrange('SH-1'), signal));
  assert.equal(early.kind, 'absent');
  await box.later(connector.proof.settleAfterMs);
  const late = await box.call((signal) => connector.probe(arrange('SH-1'), signal));
  assert.equal(late.kind, 'applied');
});

test('a wrong key is unauthorized, an unknown entity is malformed, a forged event is rejected', async () => {
  const box = await openBox({ carrier });
  const connector = connect(box);
  const locked = await box.call((signal) => connect(box, 'wrong').execute(arrange('SH-1'), signal));
  assert.equal(locked.kind === 'failed' && locked.fault, 'unauthorized');
  const elsewhere = { ...arrange('SH-1'), entity: 'us' };
  const malformed = await box.call((signal) => connector.execute(elsewhere, signal));
  assert.equal(malformed.kind === 'failed' && malformed.fault, 'malformed');
  await box.call((signal) => connector.execute(arrange('SH-1'), signal));
  await box.later(2 * HOUR_MS);
  const message = box.messages[0]!;
  assert.equal(connect(box, 'wrong').translate(message).kind, 'rejected');
});

test('what was lost, repeated or overtaken on the way is in the statement, under the same ids', async () => {
  const box = await openBox({ carrier }, { loss: 0.3, duplicate: 0.4, reorder: 0.4 }, 'rough');
  const connector = connect(box);
  for (let shipment = 1; shipment <= 120; shipment++) {
    await box.call((signal) => connector.execute(arrange(`SH-${shipment}`), signal));
  }
  await box.later(4 * DAY_MS);
  const ids = new Set((await stated(box, connector)).map(({ id }) => id));
  const heard = told(box, connector).map(({ id }) => id);
  assert.equal(ids.size, 240);
  assert.ok(new Set(heard).size < 240 && heard.length > new Set(heard).size);
  assert.deepEqual(heard.filter((id) => !ids.has(id)), []);
});
