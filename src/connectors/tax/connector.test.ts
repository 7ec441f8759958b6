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
import { quoteTax } from '../../canonical/commands.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { tax } from '../../sandbox/tax.ts';
import { taxConnector } from './connector.ts';

const connect = (box: Box): Connector =>
  taxConnector({
    system: 'tax',
    url: box.sandbox.urls['tax']!,
    secret: BOX_SECRET,
    entities: BOX_ENTITIES,
  });

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

function quote(shipment: string, country = 'GB', generation = 1): OutboundCommand {
  const wire = {
    salesOrder: 'SO-1',
    shipment,
    of: `question ${country}`,
    customer: 'C-1',
    shipTo: { country },
    lines: [{ line: 1, item: 'BOLT', net: gbp('12.53') }],
    freight: gbp('5.02'),
  };
  return {
    key: `uk/sales-order/SO-1/quote-tax:${shipment}#${generation}`,
    entity: 'uk',
    instance: 'uk/sales-order/SO-1',
    id: `quote-tax:${shipment}`,
    generation,
    type: quoteTax.type,
    content: expectOk(quoteTax.decode(wire), 'a question'),
    correlationId: 'SO-1',
    traceparent: null,
  };
}

const said = (facts: readonly CanonicalFact[]): unknown[] =>
  facts.map((fact) => JSON.parse(factTypeOf(fact.type)!.encode(fact.content)));

const execute = (box: Box, connector: Connector, command: OutboundCommand) =>
  box.call((signal) => connector.execute(command, signal));

test('a quote states rate and tax by line, rounded half up, with the same number each time', async () => {
  const box = await openBox({ tax });
  const connector = connect(box);
  const first = await execute(box, connector, quote('SH-1'));
  assert.ok(first.kind === 'done');
  const [content] = said(first.facts) as [{ quote: string }];
  assert.deepEqual(content, {
    salesOrder: 'SO-1',
    shipment: 'SH-1',
    of: 'question GB',
    quote: content.quote,
    lines: [{ line: 1, ratePpm: 200_000, tax: gbp('2.51') }],
    freightTax: gbp('1.00'),
  });
  assert.deepEqual(await execute(box, connector, quote('SH-1', 'GB', 2)), first);
});

test('a country that cannot be placed is refused, by answer, probe and statement alike', async () => {
  const box = await openBox({ tax });
  const connector = connect(box);
  const refused = await execute(box, connector, quote('SH-1', 'XX'));
  assert.ok(refused.kind === 'refused' && refused.code === 'JurisdictionNotFound');
  assert.equal(refused.facts[0]?.type, 'tax.refused.v1');
  const proof = await box.call((signal) => connector.probe(quote('SH-1', 'XX'), signal));
  assert.deepEqual(proof, refused);
  const window = { from: BOX_START, to: (box.clock.now() + 1) as Instant };
  const stated = await box.call((signal) => connector.statement(window, signal));
  assert.deepEqual(stated, refused.facts);
});

test('trouble passes: the same question is refused for a while, then quoted', async () => {
  const box = await openBox({ tax }, { taxTrouble: 1 });
  const connector = connect(box);
  const first = await execute(box, connector, quote('SH-1'));
  assert.equal(first.kind === 'refused' && first.code, 'JurisdictionDataStale');
  box.faults.taxTrouble = 0;
  assert.deepEqual(await execute(box, connector, quote('SH-1', 'GB', 2)), first);
  await box.later(31 * MINUTE_MS);
  assert.equal((await execute(box, connector, quote('SH-1', 'GB', 3))).kind, 'done');
  const proof = await box.call((signal) => connector.probe(quote('SH-1'), signal));
  assert.equal(proof.kind, 'applied');
});

test('a quote whose answer was lost is found by the probe', async () => {
  const box = await openBox({ tax }, { timeoutAfterEffect: 1 });
  const connector = connect(box);
  assert.equal((await execute(box, connector, quote('SH-1'))).kind, 'in-doubt');
  const proof = await box.call((signal) => connector.probe(quote('SH-1'), signal));
  assert.equal(proof.kind, 'applied');
  const other = await box.call((signal) => connector.probe(quote('SH-2'), signal));
  assert.deepEqual(other, { kind: 'absent' });
});

test('faults of transport are failures by class', async () => {
  const box = await openBox({ tax }, { unavailable: 1 });
  const connector = connect(box);
  const down = await execute(box, connector, quote('SH-1'));
  assert.equal(down.kind === 'failed' && down.fault, 'unavailable');
  Object.assign(box.faults, { unavailable: 0, throttle: 1 });
  const throttled = await execute(box, connector, quote('SH-1'));
  assert.ok(throttled.kind === 'failed' && throttled.fault === 'throttled');
  assert.ok((throttled.retryAfterMs ?? 0) >= 1_000);
  assert.equal((await box.call((signal) => connector.probe(quote('SH-1'), signal))).kind, 'unknown');
});
