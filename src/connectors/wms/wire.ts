/** The warehouse system's JSON: the only place that knows its member names and codes. */
import { z } from 'zod';
import {
  identifier,
  instantText,
  lineNumber,
  note,
  positiveQuantityText,
  quantityText,
  version,
} from '../../canonical/codec.ts';

const company = z.string().min(1).describe('Code of the company');
const site = identifier('Site');
const salesOrderNo = identifier('Sales order');
const instruction = identifier('Fingerprint of the instruction that is answered');
const revision = version;

const totals = z.array(
  z.strictObject({
    lineNo: lineNumber,
    itemNo: identifier('Item'),
    totalQty: quantityText('Undertaken in total'),
  }),
);
const refusals = z.array(
  z.strictObject({
    lineNo: lineNumber,
    itemNo: identifier('Item'),
    committedQty: quantityText('Picked: cannot be taken back'),
  }),
);
/** `00` accepted, `05` in part, `09` refused. */
const result = z.enum(['00', '05', '09']);

const outboundAnswered = z.strictObject({
  companyCode: company,
  site,
  salesOrderNo,
  shippingOrderRef: identifier('Shipping order'),
  revision,
  instruction,
  result,
  acceptedLines: totals,
  refusedLines: refusals,
  reasonText: note('Why').nullable(),
});

const pickConfirmed = z.strictObject({
  companyCode: company,
  site,
  salesOrderNo,
  shippingOrderRef: identifier('Shipping order'),
  pickNo: identifier('Pick'),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      pickedQty: quantityText('Picked'),
      shortQty: quantityText('Not found'),
    }),
  ),
  reasonText: note('Why it is short').nullable(),
});

const shipmentConfirmed = z.strictObject({
  companyCode: company,
  site,
  salesOrderNo,
  shippingOrderRef: identifier('Shipping order'),
  shipmentNo: identifier('Shipment'),
  version,
  shippedAt: instantText('When it left'),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      quantity: quantityText('Shipped'),
    }),
  ),
});

const stockMoved = z.strictObject({
  companyCode: company,
  site,
  movements: z
    .array(
      z.strictObject({
        movementNo: identifier('Movement'),
        /** `101` goods receipt, `701` found in a count, `702` missing in a count. */
        movementType: z.enum(['101', '701', '702']),
        itemNo: identifier('Item'),
        quantity: positiveQuantityText('Moved'),
        reasonText: note('Why').nullable(),
      }),
    )
    .min(1)
    .max(500),
});

const decision = {
  companyCode: company,
  salesOrderNo,
  decisionNo: version,
  instruction,
  allocations: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      site,
      reservedQty: quantityText('Promised in total'),
    }),
  ),
  shortfalls: z.array(
    z.strictObject({ lineNo: lineNumber, missingQty: quantityText('Cannot be promised now') }),
  ),
};
const reservationDecided = z.strictObject(decision);

const envelope = {
  eventNo: z.int().min(1),
  occurredAt: instantText('When it happened'),
};

/** An event, as pushed and as the log shows it. */
export const event = z.discriminatedUnion('eventType', [
  z.strictObject({
    ...envelope,
    eventType: z.literal('OUTBOUND_ANSWERED'),
    payload: outboundAnswered,
  }),
  z.strictObject({ ...envelope, eventType: z.literal('PICK_CONFIRMED'), payload: pickConfirmed }),
  z.strictObject({
    ...envelope,
    eventType: z.literal('SHIPMENT_CONFIRMED'),
    payload: shipmentConfirmed,
  }),
  z.strictObject({ ...envelope, eventType: z.literal('STOCK_MOVED'), payload: stockMoved }),
  z.strictObject({
    ...envelope,
    eventType: z.literal('RESERVATION_DECIDED'),
    payload: reservationDecided,
  }),
]);

export type WmsEvent = z.output<typeof event>;

/** `GET /wms/v2/events`; events stay raw, so that one bad event does not hide the others. */
export const eventsPage = z.strictObject({
  events: z.array(z.unknown()),
  nextAfter: z.int().nullable(),
});

/** An outbound order, as PUT and GET answer it. */
export const outbound = z.strictObject({
  shippingOrderRef: identifier('Shipping order'),
  companyCode: company,
  site,
  salesOrderNo,
  orderStatus: z.enum(['20', '40', '60', '90']),
  requestedShipDate: z.string().nullable(),
  shipTo: z.strictObject({ countryCode: z.string(), postalCode: z.string().nullable() }),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      totalQty: quantityText('To ship in total'),
      pickedQty: quantityText('Picked'),
      shortQty: quantityText('Not found'),
      shippedQty: quantityText('Shipped'),
    }),
  ),
  lastInstruction: z.strictObject({
    eventNo: z.int().min(1),
    occurredAt: instantText('When it was answered'),
    revision,
    instruction,
    result,
    acceptedLines: totals,
    refusedLines: refusals,
  }),
  pickPlanned: z.boolean(),
  picks: z.int(),
  shipments: z.int(),
});

export type WmsOutboundRecord = z.output<typeof outbound>;

/** A reservation, as PUT and GET answer it. */
export const reservation = z.strictObject({
  ...decision,
  eventNo: z.int().min(1),
  occurredAt: instantText('When it was decided'),
  orderedAt: z.string(),
  partial: z.boolean(),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      wantedQty: quantityText('Wanted in total'),
      alternatives: z.array(z.string()),
    }),
  ),
});

export type WmsReservationRecord = z.output<typeof reservation>;

const outboundSummary = z.strictObject({
  shippingOrderRef: identifier('Shipping order'),
  companyCode: company,
  salesOrderNo,
  revision,
  undertakenQty: quantityText('Undertaken in total'),
  shippedQty: quantityText('Shipped'),
  changedAt: instantText('When it last changed').nullable(),
});

export type WmsOutboundSummary = z.output<typeof outboundSummary>;

/** `GET /wms/v2/outbound`: a page of what is open. */
export const outboundPage = z.strictObject({ orders: z.array(outboundSummary), more: z.boolean() });

/** `GET /wms/v2/outbound/:ref/trail`: one order, and all that was ever said of it. */
export const outboundTrail = z.strictObject({ order: outboundSummary, events: z.array(z.unknown()) });

/** `GET /wms/v2/stock`: a page of positions that hold something. */
export const stockPage = z.strictObject({
  positions: z.array(
    z.strictObject({
      site,
      itemNo: identifier('Item'),
      companyCode: company,
      onHandQty: quantityText('On hand'),
    }),
  ),
  more: z.boolean(),
});

/** `GET /wms/v2/stock/:site/:item`. */
export const position = z.object({
  site,
  itemNo: identifier('Item'),
  companyCode: company,
  onHandQty: quantityText('On hand'),
});

/** Body of a business no (422). */
export const refusal = z.object({ errorCode: z.string(), message: z.string() });
