/** Any set, read as what it is. */
import type { SyntaxFault, TransactionSet } from '../read/interchange.ts';
import {
  applicationAdvice,
  functionalAcknowledgement,
  type ApplicationAdvice,
  type FunctionalAcknowledgement,
} from './acknowledgements.ts';
import { arrange, type Node } from './layout.ts';
import { LAYOUTS } from './layouts.ts';
import {
  creditAdjustment,
  invoice,
  remittance,
  type CreditAdjustment,
  type Invoice,
  type Remittance,
} from './money.ts';
import {
  orderAcknowledgement,
  purchaseOrder,
  purchaseOrderChange,
  type OrderAcknowledgement,
  type PurchaseOrder,
  type PurchaseOrderChange,
} from './orders.ts';
import { SetReader } from './set-reader.ts';
import {
  shipNotice,
  shippingAdvice,
  shippingOrder,
  stockAdjustment,
  stockReceipt,
  stockTransfer,
  type ShipNotice,
  type ShippingAdvice,
  type ShippingOrder,
  type StockAdjustment,
  type StockReceipt,
  type StockTransfer,
} from './shipping.ts';
import {
  returnAuthorization,
  stockStatement,
  type ReturnAuthorization,
  type StockStatement,
} from './stock.ts';

export type X12Document =
  | PurchaseOrder
  | PurchaseOrderChange
  | OrderAcknowledgement
  | ShipNotice
  | Invoice
  | CreditAdjustment
  | Remittance
  | StockStatement
  | ReturnAuthorization
  | ShippingOrder
  | StockTransfer
  | StockReceipt
  | ShippingAdvice
  | StockAdjustment
  | FunctionalAcknowledgement
  | ApplicationAdvice;

export type SetId = X12Document['set'];

/** Every set that we read, by ST01. */
const READERS: Readonly<Record<SetId, (reader: SetReader, nodes: readonly Node[]) => X12Document>> =
  {
    '180': returnAuthorization,
    '810': invoice,
    '812': creditAdjustment,
    '820': remittance,
    '824': applicationAdvice,
    '846': stockStatement,
    '850': purchaseOrder,
    '855': orderAcknowledgement,
    '856': shipNotice,
    '860': purchaseOrderChange,
    '940': shippingOrder,
    '943': stockTransfer,
    '944': stockReceipt,
    '945': shippingAdvice,
    '947': stockAdjustment,
    '997': (reader, nodes) => functionalAcknowledgement(reader, nodes, '997'),
    '999': (reader, nodes) => functionalAcknowledgement(reader, nodes, '999'),
  };

export const SETS = Object.keys(READERS) as readonly SetId[];

export const isKnownSet = (set: string): set is SetId => Object.hasOwn(READERS, set);

/** A set as a typed document, or everything that is wrong with it by the standard. */
export function readDocument(
  set: TransactionSet,
  functionalId: string,
  tolerated: ReadonlySet<string> = new Set(),
): {
  readonly document: X12Document | null;
  readonly reader: SetReader;
  readonly faults: readonly SyntaxFault[];
} {
  const reader = new SetReader(set);
  const say = (code: string, message: string): SyntaxFault => ({
    level: 'set',
    code,
    message,
    place: `${set.set} ${set.control}`,
  });
  if (!isKnownSet(set.set)) {
    return {
      document: null,
      reader,
      faults: [...set.faults, say('1', `set ${set.set.slice(0, 6)} is not known here`)],
    };
  }
  const layout = LAYOUTS[set.set]!;
  const { nodes, faults } = arrange(set, layout, tolerated);
  const found = [...set.faults, ...faults];
  if (functionalId !== layout.functionalId) {
    found.push(
      say(
        '6',
        `a group of ${functionalId} cannot hold ${set.set}: it belongs into ${layout.functionalId}`,
      ),
    );
  }
  if (faults.some(({ code }) => code === '3')) return { document: null, reader, faults: found };
  const document = READERS[set.set](reader, nodes);
  return { document, reader, faults: [...found, ...reader.faults] };
}
