/**
 * Reads the "Online Retail" data set (UCI, Chen 2015): one CSV line per document line, local times
 * of the seller. Turns its sales documents into sales orders and accounts for every other line.
 */
import { parse } from 'csv-parse/sync';
import { expectOk } from '../../kernel/result.ts';
import { parseQuantity, quantity } from '../../kernel/quantity.ts';
import { parseUnitPrice } from '../../kernel/unit-price.ts';

/** Kinds of lines that are no sale, with the reason why each is set aside. */
export const SET_ASIDE = {
  'credit-document': 'belongs to a document that starts with C: a credit, not a sale',
  'adjustment-document': 'belongs to a document that starts with A: a ledger adjustment',
  'write-off': 'a negative quantity outside a credit: the warehouse wants it out of its books',
  'no-price': 'a price of zero or less: a correction, a sample or a damaged good',
  unreadable: 'a number or a date that cannot be read',
} as const;

export type SetAsideKind = keyof typeof SET_ASIDE;

/** Kinds of lines that are sold, and worth a remark. */
export const REMARKS = {
  'no-customer': 'sold without a customer: billed to the house account',
  'service-line': 'a pseudo-item such as postage or a manual charge: nothing to pick',
  'repeated-line': 'the same item at the same price stands in the document before',
} as const;

export type RemarkKind = keyof typeof REMARKS;

export interface RetailLine {
  readonly line: number;
  readonly item: string;
  readonly description: string;
  /** Whole units. */
  readonly quantity: number;
  /** Decimal text, as the file has it. */
  readonly unitPrice: string;
}

export interface RetailDocument {
  readonly document: string;
  /** Local time of the seller, `YYYY-MM-DDTHH:MM:SS`. */
  readonly at: string;
  readonly customer: string;
  readonly country: string;
  readonly lines: readonly RetailLine[];
}

/** A line by which stock is to be written off, with the words that stand beside it. */
export interface RetailWriteOff {
  readonly document: string;
  readonly line: number;
  readonly at: string;
  readonly item: string;
  /** Whole units, above zero. */
  readonly quantity: number;
  readonly words: string;
}

/** What became of every line of the files. */
export interface RetailAccount {
  readonly documents: readonly RetailDocument[];
  readonly writeOffs: readonly RetailWriteOff[];
  /** Documents that give goods or money back: their quantities are above zero here. */
  readonly credits: readonly RetailDocument[];
  readonly linesRead: number;
  readonly linesSold: number;
  readonly setAside: Readonly<Record<SetAsideKind, number>>;
  readonly remarks: Readonly<Record<RemarkKind, number>>;
  /** The first unreadable lines, for a person: file line and fault. */
  readonly unreadable: readonly string[];
}

/** Account that buys what was sold without a customer. */
export const HOUSE_ACCOUNT = 'HOUSE';

/** Whether an item is a charge, and no goods. */
export const isService = (item: string): boolean => SERVICE_ITEM.test(item);

/** Items with such a code are charges, not goods. */
const SERVICE_ITEM = /^(?:POST|DOT|M|m|D|S|C2|AMAZONFEE|BANK CHARGES|CRUK|PADS|gift_.*|DCGS.*)$/;

/** Unreadable lines that the account quotes; beyond that the count says enough. */
const UNREADABLE_QUOTED_MAX = 20;

interface Row {
  readonly InvoiceNo: string;
  readonly StockCode: string;
  readonly Description: string;
  readonly Quantity: string;
  readonly InvoiceDate: string;
  readonly UnitPrice: string;
  readonly CustomerID: string;
  readonly Country: string;
}

/** Reads files in the order given; a document may not be split over files. */
export function readOnlineRetail(
  files: readonly { readonly name: string; readonly text: string }[],
): RetailAccount {
  const documents = new Map<string, OpenDocument>();
  const credits = new Map<string, OpenDocument>();
  const setAside = countsOf(SET_ASIDE);
  const remarks = countsOf(REMARKS);
  const unreadable: string[] = [];
  const writeOffs: RetailWriteOff[] = [];
  let linesRead = 0;
  let linesSold = 0;
  for (const { name, text } of files) {
    const rows: Row[] = parse(text, { columns: true, bom: true, trim: true });
    for (const [index, row] of rows.entries()) {
      linesRead += 1;
      const kind = kindOf(row);
      if (kind !== 'sale') {
        setAside[kind] += 1;
        if (kind === 'write-off') writeOffs.push(writeOffOf(row, index));
        if (kind === 'credit-document') creditLine(credits, row);
        if (kind === 'unreadable' && unreadable.length < UNREADABLE_QUOTED_MAX) {
          unreadable.push(`${name}:${index + 2}`);
        }
        continue;
      }
      linesSold += 1;
      if (row.CustomerID === '') remarks['no-customer'] += 1;
      if (SERVICE_ITEM.test(row.StockCode)) remarks['service-line'] += 1;
      const document = documentOf(documents, row);
      const item = row.StockCode.toUpperCase();
      if (document.lines.some((line) => line.item === item && line.unitPrice === row.UnitPrice)) {
        remarks['repeated-line'] += 1;
      }
      document.lines.push({
        line: document.lines.length + 1,
        item,
        description: row.Description,
        quantity: Number(row.Quantity),
        unitPrice: row.UnitPrice,
      });
    }
  }
  return {
    documents: inTime(documents),
    writeOffs: writeOffs.sort((a, b) => (a.at === b.at ? a.line - b.line : a.at < b.at ? -1 : 1)),
    credits: inTime(credits),
    linesRead,
    linesSold,
    setAside,
    remarks,
    unreadable,
  };
}

const writeOffOf = (row: Row, index: number): RetailWriteOff => ({
  document: row.InvoiceNo,
  line: index + 2,
  at: row.InvoiceDate.replace(' ', 'T'),
  item: row.StockCode.toUpperCase(),
  quantity: -Number(row.Quantity),
  words: row.Description,
});

/** A document that is being read. */
type OpenDocument = RetailDocument & { readonly lines: RetailLine[] };

function documentOf(documents: Map<string, OpenDocument>, row: Row): OpenDocument {
  const known = documents.get(row.InvoiceNo);
  if (known !== undefined) return known;
  const document: OpenDocument = {
    document: row.InvoiceNo,
    at: row.InvoiceDate.replace(' ', 'T'),
    customer: row.CustomerID === '' ? HOUSE_ACCOUNT : row.CustomerID.replace(/\.0$/, ''),
    country: row.Country,
    lines: [],
  };
  documents.set(row.InvoiceNo, document);
  return document;
}

/** A line that gives back: the file writes its quantity below zero. */
function creditLine(credits: Map<string, OpenDocument>, row: Row): void {
  const document = documentOf(credits, row);
  document.lines.push({
    line: document.lines.length + 1,
    item: row.StockCode.toUpperCase(),
    description: row.Description,
    quantity: -Number(row.Quantity),
    unitPrice: row.UnitPrice,
  });
}

const inTime = (documents: ReadonlyMap<string, RetailDocument>): RetailDocument[] =>
  [...documents.values()].sort((a, b) =>
    a.at === b.at ? (a.document < b.document ? -1 : 1) : a.at < b.at ? -1 : 1,
  );

const countsOf = <K extends string>(kinds: Readonly<Record<K, string>>): Record<K, number> =>
  Object.fromEntries(Object.keys(kinds).map((kind) => [kind, 0])) as Record<K, number>;

/** What a line is. The document's letter decides first, then the quantity, then the price. */
function kindOf(row: Row): SetAsideKind | 'sale' {
  const units = parseQuantity(row.Quantity);
  const price = parseUnitPrice(row.UnitPrice);
  const readable =
    units.ok &&
    price.ok &&
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(row.InvoiceDate) &&
    row.InvoiceNo !== '' &&
    row.StockCode !== '' &&
    units.value % quantity(1) === 0n;
  if (row.InvoiceNo.startsWith('C')) return 'credit-document';
  if (row.InvoiceNo.startsWith('A')) return 'adjustment-document';
  if (!readable) return 'unreadable';
  if (expectOk(units, 'quantity') <= 0n) return 'write-off';
  if (expectOk(price, 'price') <= 0n) return 'no-price';
  return 'sale';
}

/** ISO 3166-1 codes of the country names in the data set. */
const COUNTRY_CODES: Readonly<Record<string, string>> = {
  'United Kingdom': 'GB',
  Germany: 'DE',
  France: 'FR',
  EIRE: 'IE',
  Norway: 'NO',
  Portugal: 'PT',
  Belgium: 'BE',
  Cyprus: 'CY',
  Spain: 'ES',
  Netherlands: 'NL',
  Japan: 'JP',
  Switzerland: 'CH',
  Italy: 'IT',
  Lithuania: 'LT',
  Australia: 'AU',
  Iceland: 'IS',
  Sweden: 'SE',
  Denmark: 'DK',
  Finland: 'FI',
  'Channel Islands': 'JE',
  Austria: 'AT',
  Poland: 'PL',
  Israel: 'IL',
  Greece: 'GR',
  Singapore: 'SG',
  Lebanon: 'LB',
  'United Arab Emirates': 'AE',
  'Saudi Arabia': 'SA',
  'Czech Republic': 'CZ',
  Canada: 'CA',
  Brazil: 'BR',
  USA: 'US',
  Bahrain: 'BH',
  Malta: 'MT',
  RSA: 'ZA',
  'Hong Kong': 'HK',
};

/** Country code of a name; places that the data set cannot name are taken as the seller's own. */
export const countryCodeOf = (country: string): string => COUNTRY_CODES[country] ?? 'GB';
