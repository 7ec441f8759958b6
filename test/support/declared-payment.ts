/** The simulated payment provider, reached by declaration alone. */
import { defineConnector, type HttpSettingsInput } from '../../src/connectors/http-mapped/settings.ts';

const invoice = '"/payment-requests/" & $encodeUrlComponent(invoice)';
const refused = { means: 'refused', code: 'error.code', reason: 'error.message' } as const;

/** Settings of the kind `http`. */
export const declaredPayment: HttpSettingsInput = defineConnector({
  signature: { scheme: 'standard-webhooks' },
  messages: {
    id: '$headers."webhook-id"',
    kind: 'type',
    kinds: { 'remittance.received': { mapping: 'remittance', at: 'data' } },
  },
  mappings: {
    remittance: [
      {
        type: 'payment.received.v1',
        each: 'lines',
        content: `{
          "payment": $record.remittance & "/" & line,
          "invoice": invoice,
          "amount": { "amount": amount, "currency": $record.currency },
          "receivedAt": $record.received_at
        }`,
        id: '$content.payment',
        company: '$record.company',
        occurredAt: '$record.received_at',
      },
    ],
  },
  statement: [
    {
      path: '"/remittances"',
      query: { from: '$from', to: '$to', after: '$cursor ?: ""' },
      paging: { by: 'cursor', next: 'has_more ? data[-1].remittance : ()' },
      items: 'data',
      mapping: 'remittance',
    },
  ],
  commands: {
    'payment.request.v1': {
      method: 'POST',
      path: '"/payment-requests"',
      keyHeader: 'Idempotency-Key',
      body: `{
        "invoice": invoice,
        "company": $command.company,
        "sales_order": salesOrder,
        "customer": customer,
        "amount": amount.amount,
        "currency": amount.currency,
        "due_date": dueDate,
        "method": method = "prepaid" ? "prepaid" : "on_account"
      }`,
      answers: [
        { status: [200, 201], means: 'done' },
        {
          status: [409],
          when: 'error.code = "idempotency_mismatch"',
          means: 'malformed',
          reason: 'error.message',
        },
        { status: [409, 422], ...refused },
      ],
      probe: {
        path: invoice,
        answers: [
          { status: [200], when: 'idempotency_key = $command.key', means: 'applied' },
          { status: [200, 404], means: 'absent' },
        ],
      },
    },
    'payment.withdraw-request.v1': {
      method: 'DELETE',
      path: invoice,
      keyHeader: 'Idempotency-Key',
      answers: [
        { status: [200, 404], means: 'done' },
        { status: [409], ...refused },
      ],
      probe: {
        path: invoice,
        answers: [
          { status: [404], means: 'applied' },
          { status: [200], when: 'state = "withdrawn"', means: 'applied' },
          { status: [200], when: 'state = "paid"', means: 'refused', code: '"already_paid"' },
          { status: [200], means: 'absent' },
        ],
      },
    },
  },
  trial: {
    type: 'payment.request.v1',
    id: '"request-payment:" & $sample & "-S1"',
    content: `{
      "salesOrder": $sample, "shipment": $sample & "-S1", "invoice": $sample & "-I1",
      "customer": $sample & "-customer", "dueDate": "2031-06-05", "method": "prepaid",
      "amount": { "amount": $change = 1 ? "21.00" : "25.00", "currency": "GBP" }
    }`,
    effects: {
      path: '"/sandbox/books"',
      count: '$count(payment_requests[idempotency_key = $command.key])',
    },
    refused: { notApplicable: 'the provider refuses only what a declaration would not send' },
    messages: {
      path: '"/sandbox/books"',
      // The sample's customers pay in advance, within this time.
      afterSeconds: 900,
      items: 'remittances[$count(lines[invoice = $command.content.invoice]) > 0]',
      says: '{ "type": "remittance.received", "data": $item }',
    },
  },
  proof: { honoursKey: true, settleAfterSeconds: 20 },
});
