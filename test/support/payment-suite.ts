/** What whoever speaks to the simulated payment provider must do: its own connector, and its declaration. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CanonicalFact, Connector, OutboundCommand } from '../../src/application/ports/connector.ts';
import { commandTypeOf } from '../../src/canonical/catalogue.ts';
import { requestPayment, withdrawPaymentRequest } from '../../src/canonical/commands.ts';
import type { SystemLink } from '../../src/connectors/connector-kind.ts';
import { DAY_MS, MINUTE_MS, type Instant } from '../../src/kernel/instant.ts';
import { formatMoney, type Money } from '../../src/kernel/money.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { payment } from '../../src/sandbox/payment.ts';
import { BOX_ENTITIES, BOX_SECRET, BOX_START, openBox, type Box } from './sandbox-box.ts';

function command(type: string, invoice: string, rest: object, generation = 1): OutboundCommand {
  const id = `${type === requestPayment.type ? '' : 'undo:'}request-payment:${invoice}`;
  const wire = { salesOrder: 'SO-1', shipment: 'SH-1', invoice, ...rest };
  return {
    key: `uk/sales-order/SO-1/${id}#${generation}`,
    entity: 'uk',
    instance: 'uk/sales-order/SO-1',
    id,
    generation,
    type,
    content: expectOk(commandTypeOf(type)!.decode(wire), type),
    correlationId: 'SO-1',
    traceparent: null,
  };
}

const request = (invoice: string, method = 'prepaid', dueDate = '2031-05-05'): OutboundCommand =>
  command(requestPayment.type, invoice, {
    customer: 'C-1',
    amount: { amount: '21.00', currency: 'GBP' },
    dueDate,
    method,
  });

const withdraw = (invoice: string): OutboundCommand =>
  command(withdrawPaymentRequest.type, invoice, {});

const execute = (box: Box, connector: Connector, what: OutboundCommand) =>
  box.call((signal) => connector.execute(what, signal));

const told = (box: Box, connector: Connector): readonly CanonicalFact[] =>
  box.messages.flatMap((message) => {
    const translation = connector.translate(message);
    assert.equal(translation.kind, 'facts');
    return translation.kind === 'facts' ? translation.facts : [];
  });

const amountsOf = (facts: readonly CanonicalFact[]): string[] =>
  facts.map(({ content }) => {
    const { invoice, amount } = content as { invoice: string; amount: Money };
    return `${invoice} ${formatMoney(amount)}`;
  });

const stated = (box: Box, connector: Connector): Promise<readonly CanonicalFact[]> =>
  box.call((signal) =>
    connector.statement({ from: BOX_START, to: (box.clock.now() + 1) as Instant }, signal),
  );

/** Runs the suite against connectors that `make` makes. */
export function paymentSuite(make: (link: SystemLink) => Connector): void {
  const connect = (box: Box): Connector =>
    make({
      system: 'payment',
      url: box.sandbox.urls['payment']!,
      secret: BOX_SECRET,
      entities: BOX_ENTITIES,
    });

  void test('a prepaid invoice is paid within minutes, and told as the statement tells it', async () => {
    const box = await openBox({ payment });
    const connector = connect(box);
    assert.deepEqual(await execute(box, connector, request('I-1')), { kind: 'done', facts: [] });
    assert.deepEqual(await execute(box, connector, request('I-1')), { kind: 'done', facts: [] });
    await box.later(10 * MINUTE_MS);
    const facts = told(box, connector);
    assert.deepEqual(amountsOf(facts), ['I-1 21.00']);
    assert.deepEqual(await stated(box, connector), facts);
    const late = await execute(box, connector, withdraw('I-1'));
    assert.equal(late.kind === 'refused' && late.code, 'already_paid');
  });

  void test('on account one remittance pays what falls due together, a fact for each invoice', async () => {
    const box = await openBox({ payment });
    const connector = connect(box);
    await execute(box, connector, request('I-1', 'on-account', '2031-05-19'));
    await execute(box, connector, request('I-2', 'on-account', '2031-05-19'));
    await box.later(10 * DAY_MS);
    assert.deepEqual(told(box, connector), []);
    await box.later(10 * DAY_MS);
    const facts = told(box, connector);
    assert.deepEqual(amountsOf(facts).sort(), ['I-1 21.00', 'I-2 21.00']);
    assert.equal(new Set(facts.map(({ id }) => id)).size, 2);
  });

  void test('a withdrawn request is not paid; withdrawing what is unknown leaves nothing due', async () => {
    const box = await openBox({ payment });
    const connector = connect(box);
    await execute(box, connector, request('I-1'));
    assert.deepEqual(await execute(box, connector, withdraw('I-1')), { kind: 'done', facts: [] });
    assert.deepEqual(await execute(box, connector, withdraw('I-2')), { kind: 'done', facts: [] });
    await box.later(DAY_MS);
    assert.deepEqual(told(box, connector), []);
  });

  void test('odd customers pay in two parts, or a little too much', async () => {
    const box = await openBox({ payment }, { oddPayment: 1 });
    const connector = connect(box);
    for (let invoice = 1; invoice <= 20; invoice++) {
      await execute(box, connector, request(`I-${invoice}`));
    }
    await box.later(2 * DAY_MS);
    const kinds = new Set(amountsOf(told(box, connector)).map((text) => text.split(' ')[1]));
    assert.deepEqual(kinds, new Set(['12.60', '22.00', '8.40']));
  });

  void test('the request whose answer was lost is found by the probe, and paid once', async () => {
    const box = await openBox({ payment }, { timeoutAfterEffect: 1 });
    const connector = connect(box);
    assert.equal((await execute(box, connector, request('I-1'))).kind, 'in-doubt');
    const proof = await box.call((signal) => connector.probe(request('I-1'), signal));
    assert.deepEqual(proof, { kind: 'applied', facts: [] });
    const other = await box.call((signal) => connector.probe(request('I-2'), signal));
    assert.deepEqual(other, { kind: 'absent' });
    box.faults.timeoutAfterEffect = 0;
    await execute(box, connector, request('I-1'));
    await box.later(DAY_MS);
    assert.deepEqual(amountsOf(told(box, connector)), ['I-1 21.00']);
  });

  void test('a message with another body, id or secret is rejected', async () => {
    const box = await openBox({ payment });
    const connector = connect(box);
    await execute(box, connector, request('I-1'));
    await box.later(DAY_MS);
    const message = box.messages[0]!;
    const forged = { ...message, body: Buffer.from('{}') };
    assert.equal(connector.translate(forged).kind, 'rejected');
    const renamed = { ...message, headers: { ...message.headers, 'webhook-id': 'msg_other' } };
    assert.equal(connector.translate(renamed).kind, 'rejected');
    assert.equal(connector.translate({ headers: {}, body: message.body }).kind, 'rejected');
  });
}
