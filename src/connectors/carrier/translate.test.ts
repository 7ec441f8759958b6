import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { companyCodes } from '../company-codes.ts';
import { factsOfConsignment, factsOfEvent } from './translate.ts';
import { consignment } from './wire.ts';

const FIXTURE = readFileSync(new URL('./fixtures/delivered.json', import.meta.url), 'utf8');
const NAMES = { carrier: 'carrier', companies: companyCodes({ GB01: 'uk' }) };

interface Loose {
  event: string;
  consignment: Record<string, unknown>;
}

/** The fixture, changed in one place. */
function changed(change: (event: Loose) => void): Loose {
  const event = JSON.parse(FIXTURE) as Loose;
  change(event);
  return event;
}

const said = (facts: readonly CanonicalFact[]) =>
  facts.map((fact) => ({
    id: fact.id,
    entity: fact.entity,
    occurredAt: formatInstant(fact.occurredAt),
    content: JSON.parse(factTypeOf(fact.type)!.encode(fact.content)) as unknown,
  }));

test('a delivery is proof, with the name of who signed', () => {
  const facts = expectOk(factsOfEvent(JSON.parse(FIXTURE), NAMES), 'event');
  assert.deepEqual(said(facts), [
    {
      id: 'delivery/C0000001',
      entity: 'uk',
      occurredAt: '2031-05-07T11:30:00.000Z',
      content: {
        trackingNumber: 'TRK0000007919',
        shipment: 'SH-1',
        deliveredAt: '2031-05-07T11:30:00.000Z',
        signedBy: 'J. Smith',
      },
    },
  ]);
});

test('goods on their way prove the booking, under the id that the booking has', () => {
  const event = changed((one) => {
    one.event = 'in-transit';
    Object.assign(one.consignment, { status: 'in-transit', 'delivered-at': null, 'signed-by': null });
  });
  const facts = expectOk(factsOfEvent(event, NAMES), 'event');
  assert.deepEqual(said(facts)[0], {
    id: 'consignment/C0000001',
    entity: 'uk',
    occurredAt: '2031-05-05T10:00:00.000Z',
    content: {
      salesOrder: 'SO-1001',
      shipment: 'SH-1',
      carrier: 'carrier',
      trackingNumber: 'TRK0000007919',
      freight: { amount: '5.16', currency: 'GBP' },
    },
  });
});

test('a consignment of a statement says both', () => {
  const read = consignment.parse((JSON.parse(FIXTURE) as Loose).consignment);
  const facts = expectOk(factsOfConsignment(read, NAMES, '$'), 'consignment');
  assert.deepEqual(said(facts).map(({ id }) => id), ['consignment/C0000001', 'delivery/C0000001']);
});

const MISFITS: readonly (readonly [string, (event: Loose) => void, string])[] = [
  ['a missing member', (e) => delete e.consignment['reference'], '$.consignment.reference'],
  ['an unknown member', (e) => (e.consignment['mood'] = 'good'), '$.consignment'],
  ['an unknown event', (e) => (e.event = 'lost'), '$.event'],
  ['an event that its consignment denies', (e) => (e.consignment['status'] = 'booked'), '$.event'],
  ['an unknown company', (e) => (e.consignment['company-code'] = 'XX'), '$.consignment'],
  ['a delivery without a time', (e) => (e.consignment['delivered-at'] = null), '$.consignment'],
];

for (const [name, change, path] of MISFITS) {
  test(`${name} is a fault with its path`, () => {
    const facts = factsOfEvent(changed(change), NAMES);
    assert.equal(facts.ok, false);
    assert.equal(!facts.ok && facts.error[0]?.path, path);
  });
}
