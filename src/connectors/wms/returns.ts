/** What the warehouse system says and is told of goods that come back. Pure. */
import type {
  CanonicalFact,
  OutboundCommand,
  ProbeResult,
} from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import {
  expectation,
  placement,
  type CAUSE_CODES,
  type DISPOSITION_CODES,
  type FILE_TYPES,
  type GRADE_CODES,
  type WmsReturnInspected,
  type WmsReturnPlaced,
  type WmsReturnReceived,
} from './wire.ts';

/** Where a command goes, what it carries, and how its record answers it. */
export interface Exchange {
  readonly path: string;
  readonly body: unknown;
  /** What the record says of this very command, or `null` if it says nothing. */
  read(record: unknown): ProbeResult | null;
}

type Inspected = ContentOfFact<typeof FACTS.inspectionCompleted>;
type Placed = ContentOfFact<typeof FACTS.inventoryDispositionUpdated>;
type Expect = ContentOfFact<typeof COMMANDS.expectReturn>;
type Place = ContentOfFact<typeof COMMANDS.placeReturnedGoods>;
type Part = Inspected['lines'][number];

const GRADES: Readonly<Record<(typeof GRADE_CODES)[number], Part['grade']>> = {
  A: 'as-new',
  B: 'opened',
  D: 'damaged',
  F: 'defective',
  K: 'contaminated',
  X: 'expired',
  U: 'unknown',
};
const CAUSES: Readonly<Record<(typeof CAUSE_CODES)[number], Part['faultOf']>> = {
  CU: 'customer',
  CA: 'carrier',
  US: 'seller',
  VE: 'supplier',
  NN: 'unknown',
};
const FILES: Readonly<Record<(typeof FILE_TYPES)[number], Inspected['evidence'][number]['kind']>> =
  {
    PHOTO: 'photo',
    FORM: 'form',
    SCAN: 'scan',
    MEASUREMENT: 'measurement',
    MESSAGE: 'message',
  };
const PLACES: Readonly<Record<(typeof DISPOSITION_CODES)[number], Placed['lines'][number]['to']>> =
  {
    RS: 'restock',
    QU: 'quarantine',
    RF: 'refurbish',
    SC: 'scrap',
    VC: 'supplier-claim',
    BC: 'back-to-customer',
  };
const PLACE_CODES = new Map(Object.entries(PLACES).map(([code, to]) => [to, code]));

export const receivedContent = (
  payload: WmsReturnReceived,
): ContentOfFact<typeof FACTS.returnReceived> => ({
  rma: payload.rmaNo,
  receipt: payload.receiptNo,
  version: payload.version,
  site: payload.site,
  receivedAt: payload.receivedAt,
  lines: payload.lines.map(({ receiptLineNo, rmaLineNo, itemNo, quantity, lotNo }) => ({
    receiptLine: receiptLineNo,
    ...(rmaLineNo === null ? {} : { line: rmaLineNo }),
    item: itemNo,
    quantity,
    ...(lotNo === null ? {} : { lot: lotNo }),
  })),
});

export const inspectedContent = (payload: WmsReturnInspected): Inspected => ({
  rma: payload.rmaNo,
  inspection: payload.inspectionNo,
  version: payload.version,
  receipt: payload.receiptNo,
  inspectedAt: payload.completedAt,
  inspectedBy: payload.inspector,
  lines: payload.lines.map((line, at) => ({
    part: at + 1,
    receiptLine: line.receiptLineNo,
    quantity: line.quantity,
    grade: GRADES[line.gradeCode],
    faultOf: CAUSES[line.causeCode],
    chainUnbroken: line.chainOk,
    repairable: line.repairable,
    ...(line.damageCode === null ? {} : { damageCode: line.damageCode }),
    ...(line.remark === null ? {} : { text: line.remark }),
  })),
  evidence: payload.attachments.map(({ fileName, fileType, sha256 }) => ({
    name: fileName,
    kind: FILES[fileType],
    sha256,
  })),
});

export const placedContent = (payload: WmsReturnPlaced): Placed => ({
  rma: payload.rmaNo,
  inspection: payload.inspectionNo,
  version: payload.version,
  of: payload.instruction,
  site: payload.site,
  lines: payload.lines.map(({ partNo, itemNo, quantity, lotNo, dispositionCode }) => ({
    part: partNo,
    item: itemNo,
    quantity,
    ...(lotNo === null ? {} : { lot: lotNo }),
    to: PLACES[dispositionCode],
  })),
});

/** The exchange of a command about returned goods, or `null` for any other. */
export function returnExchange(command: OutboundCommand, companyCode: string): Exchange | null {
  if (command.type === COMMANDS.expectReturn.type) {
    return expectExchange(command.content as Expect, companyCode);
  }
  if (command.type === COMMANDS.placeReturnedGoods.type) {
    return placeExchange(command.content as Place, companyCode, command.entity);
  }
  return null;
}

const expectExchange = (content: Expect, companyCode: string): Exchange => ({
  path: `/wms/v2/returns/${encodeURIComponent(content.rma)}`,
  body: {
    companyCode,
    site: content.site,
    instruction: content.of,
    customerNo: content.customer,
    lines: content.lines.map(({ line, item, quantity, lot }) => ({
      lineNo: line,
      itemNo: item,
      totalQty: formatQuantity(quantity),
      lotNo: lot ?? null,
    })),
  },
  read(record) {
    const parsed = expectation.safeParse(record);
    if (!parsed.success) return null;
    return parsed.data.instruction === content.of
      ? { kind: 'applied', facts: [] }
      : { kind: 'absent' };
  },
});

const placeExchange = (content: Place, companyCode: string, entity: string): Exchange => ({
  path: `/wms/v2/inspections/${encodeURIComponent(content.inspection)}/placement`,
  body: {
    companyCode,
    site: content.site,
    instruction: content.of,
    rmaNo: content.rma,
    lines: content.lines.map(({ part, item, quantity, lot, to }) => ({
      partNo: part,
      itemNo: item,
      quantity: formatQuantity(quantity),
      lotNo: lot ?? null,
      dispositionCode: PLACE_CODES.get(to)!,
    })),
  },
  read(record) {
    const parsed = placement.safeParse(record);
    if (!parsed.success) return null;
    if (parsed.data.instruction !== content.of) return { kind: 'absent' };
    const { eventNo, occurredAt } = parsed.data;
    const placed: CanonicalFact = {
      type: FACTS.inventoryDispositionUpdated.type,
      id: `event/${eventNo}`,
      entity,
      occurredAt,
      content: placedContent(parsed.data),
    };
    return { kind: 'applied', facts: [placed] };
  },
});
