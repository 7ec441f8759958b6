/** Names of things as people say them; what is not listed is said as the server says it. */

const SYSTEMS: Readonly<Record<string, string>> = {
  erp: 'ERP',
  wms: 'WMS',
  edi: 'EDI',
  crm: 'CRM',
  tax: 'Tax engine',
  carrier: 'Carrier',
  shop: 'Web shop',
  payment: 'Payments',
  ledger: 'Ledger',
  crossdock: 'Crossdock',
  person: 'A person',
  api: 'API',
};

const SHORT: Readonly<Record<string, string>> = { ...SYSTEMS, tax: 'Tax', shop: 'Shop' };

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `in-transit` as `in transit`. */
export const plain = (word: string): string => word.replaceAll(/[-_]/g, ' ');

/** `part-shipped` as `Part shipped`. */
export const title = (word: string): string => capital(plain(word));

export const systemName = (system: string): string => SYSTEMS[system] ?? capital(system);
export const systemShort = (system: string): string => SHORT[system] ?? capital(system);

export const roleName = (role: string): string => title(role);

interface Owes {
  readonly kind: 'system' | 'role' | 'customer';
  readonly id: string;
}

export const owesName = ({ kind, id }: Owes): string =>
  kind === 'system' ? systemName(id) : kind === 'customer' ? 'Customers' : roleName(id);

/** What the stages of an open order mean. */
export const STAGE_MEANING: Readonly<Record<string, string>> = {
  'awaiting-order': 'order not stated yet',
  captured: 'being accepted',
  'on-hold': 'a checkpoint is blocked',
  accepted: 'stock not decided yet',
  backordered: 'stock is missing',
  allocated: 'stock reserved',
  released: 'in the warehouse',
  'part-shipped': 'some has left',
  shipped: 'not all invoiced',
  invoiced: 'payment is due',
};

const REASONS: Readonly<Record<string, string>> = {
  'in-doubt': 'no answer, effect unknown',
  due: 'a milestone has passed',
  'late-acceptance': 'not accepted in time',
  'late-allocation': 'stock not decided in time',
  'late-release': 'not released in time',
  'late-shipment': 'not shipped in time',
  'late-invoice': 'not invoiced in time',
  'late-payment': 'payment overdue',
};

export const reasonName = (reason: string): string => REASONS[reason] ?? plain(reason);

const EQUATION_PARTS = /^(.+?) (?:=|≤|<=) (.+)$/;

/** An equation's name, cut at its sign. */
export function equationParts(name: string): { readonly head: string; readonly tail: string } {
  const parts = EQUATION_PARTS.exec(name);
  return { head: capital(parts?.[1] ?? name), tail: parts?.[2] ?? '' };
}

/** `post-invoice:SH-1` as `post-invoice : SH-1`. */
export const commandName = (id: string): string => id.replace(':', ' : ');

/** `shipment.confirmed.v1` as `shipment confirmed`. */
export const factName = (type: string): string => plain(type.replace(/\.v\d+$/, '').replaceAll('.', ' '));
