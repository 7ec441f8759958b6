/** The warehouse system's JSON: the only place that knows its member names and codes. */
import { z } from 'zod';
import {
  dateText,
  identifier,
  instantText,
  lineNumber,
  moneyObject,
  note,
  positiveQuantityText,
  quantityText,
  signedQuantityText,
  version,
} from '../../canonical/codec.ts';

/** Of an item that comes in lots. */
const namedLot = identifier('Lot').optional();
const lotQuantities = z
  .array(z.strictObject({ lotNo: identifier('Lot'), quantity: quantityText('Of the lot') }))
  .optional();

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
      lotNo: namedLot,
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
        lotNo: namedLot,
        reasonText: note('Why').nullable(),
      }),
    )
    .min(1)
    .max(500),
});

const worth = {
  abcClass: z.enum(['A', 'B', 'C']).nullable(),
  unitCost: moneyObject('Cost of one base unit').nullable(),
};

const countRecorded = z.strictObject({
  companyCode: company,
  site,
  countNo: identifier('Count'),
  version,
  countedBy: identifier('Who counted'),
  countedAt: instantText('When it was counted'),
  lastEventNo: z.int().min(0),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      lotNo: namedLot,
      countedQty: quantityText('There, what stands at the dock included'),
      bookQty: quantityText('In the books at that moment'),
      ...worth,
    }),
  ),
});

const adjustmentRequested = z.strictObject({
  companyCode: company,
  site,
  requestNo: identifier('Request'),
  requestedBy: identifier('Who asks'),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      lotNo: namedLot,
      changeQty: signedQuantityText('Below zero: out of the books'),
      reasonText: note('Why'),
      ...worth,
    }),
  ),
});

const adjustment = {
  companyCode: company,
  site,
  reconciliationNo: identifier('Reconciliation'),
  direction: z.enum(['up', 'down']),
  instruction,
  adjustmentNo: identifier('Adjustment'),
  lines: z.array(
    z.strictObject({
      lineNo: lineNumber,
      itemNo: identifier('Item'),
      lotNo: namedLot,
      quantity: positiveQuantityText('Entered'),
      reasonCode: z.string(),
      reasonText: note('Why'),
    }),
  ),
};
const adjustmentPosted = z.strictObject(adjustment);

/** An adjustment, as PUT and GET answer it. */
export const adjustmentRecord = z.strictObject({
  ...adjustment,
  eventNo: z.int().min(1),
  occurredAt: instantText('When it was entered'),
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

const rmaNo = identifier('Number of the return');
const lotNo = identifier('Lot').nullable();

const returnReceived = z.strictObject({
  receiptNo: identifier('Receipt'),
  rmaNo,
  companyCode: company,
  site,
  version,
  receivedAt: instantText('When it came in'),
  lines: z.array(
    z.strictObject({
      receiptLineNo: lineNumber,
      rmaLineNo: lineNumber.nullable(),
      itemNo: identifier('Item'),
      quantity: quantityText('Counted'),
      lotNo,
    }),
  ),
});

/** Codes of the inspectors' form. */
export const GRADE_CODES = ['A', 'B', 'D', 'F', 'K', 'X', 'U'] as const;
export const CAUSE_CODES = ['CU', 'CA', 'US', 'VE', 'NN'] as const;
export const FILE_TYPES = ['PHOTO', 'FORM', 'SCAN', 'MEASUREMENT', 'MESSAGE'] as const;
export const DISPOSITION_CODES = ['RS', 'QU', 'RF', 'SC', 'VC', 'BC'] as const;

const returnInspected = z.strictObject({
  inspectionNo: identifier('Inspection'),
  receiptNo: identifier('Receipt'),
  rmaNo,
  companyCode: company,
  site,
  version,
  completedAt: instantText('When it was completed'),
  inspector: identifier('Who inspected'),
  lines: z.array(
    z.strictObject({
      receiptLineNo: lineNumber,
      quantity: positiveQuantityText('In this state'),
      gradeCode: z.enum(GRADE_CODES),
      causeCode: z.enum(CAUSE_CODES),
      chainOk: z.boolean(),
      repairable: z.boolean(),
      damageCode: identifier('Damage').nullable(),
      remark: note('What the inspector says').nullable(),
    }),
  ),
  attachments: z.array(
    z.strictObject({
      fileName: identifier('File'),
      fileType: z.enum(FILE_TYPES),
      sha256: z.string(),
    }),
  ),
});

const placementLines = z.array(
  z.strictObject({
    partNo: lineNumber,
    itemNo: identifier('Item'),
    quantity: positiveQuantityText('Put there'),
    lotNo,
    dispositionCode: z.enum(DISPOSITION_CODES),
  }),
);

const placed = {
  inspectionNo: identifier('Inspection'),
  companyCode: company,
  site,
  instruction,
  rmaNo,
  version,
  lines: placementLines,
};
const returnPlaced = z.strictObject(placed);

/** Where inspected goods were put, as PUT and GET answer it. */
export const placement = z.strictObject({
  ...placed,
  eventNo: z.int().min(1),
  occurredAt: instantText('When they were put there'),
});

/** What the dock expects, as PUT and GET answer it. */
export const expectation = z.object({ rmaNo, instruction });

const lotStated = z.strictObject({
  companyCode: company,
  itemNo: identifier('Item'),
  lotNo: identifier('Lot'),
  version,
  expiresOn: dateText('Last day on which it is good').nullable(),
  receivedOn: dateText('First received on'),
  releaseNeeded: z.boolean(),
});

/** Whether a lot may be picked, as PUT and GET answer it. */
export const lotStatus = z.object({ instruction, blocked: z.boolean() });

const envelope = {
  eventNo: z.int().min(1),
  logNo: z.int().min(1).optional(),
  occurredAt: instantText('When it happened'),
};

/** An event, as pushed and as the log shows it. */
export const event = z.discriminatedUnion('eventType', [
  z.strictObject({
    ...envelope,
    eventType: z.literal('OUTBOUND_ANSWERED'),
    payload: outboundAnswered,
  }),
  z.strictObject({ ...envelope, eventType: z.literal('LOT_STATED'), payload: lotStated }),
  z.strictObject({ ...envelope, eventType: z.literal('PICK_CONFIRMED'), payload: pickConfirmed }),
  z.strictObject({
    ...envelope,
    eventType: z.literal('SHIPMENT_CONFIRMED'),
    payload: shipmentConfirmed,
  }),
  z.strictObject({ ...envelope, eventType: z.literal('RETURN_RECEIVED'), payload: returnReceived }),
  z.strictObject({ ...envelope, eventType: z.literal('RETURN_INSPECTED'), payload: returnInspected }),
  z.strictObject({ ...envelope, eventType: z.literal('RETURN_PLACED'), payload: returnPlaced }),
  z.strictObject({ ...envelope, eventType: z.literal('STOCK_MOVED'), payload: stockMoved }),
  z.strictObject({ ...envelope, eventType: z.literal('COUNT_RECORDED'), payload: countRecorded }),
  z.strictObject({
    ...envelope,
    eventType: z.literal('ADJUSTMENT_REQUESTED'),
    payload: adjustmentRequested,
  }),
  z.strictObject({ ...envelope, eventType: z.literal('ADJUSTMENT_POSTED'), payload: adjustmentPosted }),
  z.strictObject({
    ...envelope,
    eventType: z.literal('RESERVATION_DECIDED'),
    payload: reservationDecided,
  }),
]);

export type WmsEvent = z.output<typeof event>;
export type WmsReturnReceived = z.output<typeof returnReceived>;
export type WmsReturnInspected = z.output<typeof returnInspected>;
export type WmsReturnPlaced = z.output<typeof returnPlaced>;

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
      lots: lotQuantities,
      pickedLots: lotQuantities,
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
