/** Writes the files of the legacy warehouse as its programs do. */

export interface ConfirmedShipment {
  readonly shipment: string;
  readonly salesOrder: string;
  readonly site?: string;
  readonly version?: number;
  /** Local time, `203103031730`. */
  readonly shippedAt: string;
  readonly lines: readonly (readonly [line: number, item: string, quantity: number, unit?: string])[];
}

export interface AcceptedOrder {
  readonly salesOrder: string;
  readonly shippingOrder: string;
  readonly instruction: string;
  readonly site?: string;
  readonly lines: readonly (readonly [line: number, item: string, quantity: number, unit?: string])[];
}

export interface ConfirmationFile {
  readonly writtenAt?: string;
  readonly accepted?: readonly AcceptedOrder[];
  readonly shipments?: readonly ConfirmedShipment[];
  /** Instead of what the lines add up to. */
  readonly trailer?: { readonly lines?: number; readonly units?: number };
}

const text = (value: string, length: number): string => value.padEnd(length).slice(0, length);
const digits = (value: number, length: number): string => String(value).padStart(length, "0");
const thousandths = (quantity: number): number => Math.round(quantity * 1_000);

/** A whole file, with a trailer that adds up unless it is told otherwise. */
export function confirmationFile(file: ConfirmationFile): string {
  const { accepted = [], shipments = [], writtenAt = "203103032200" } = file;
  const lines = [...accepted, ...shipments].flatMap((document) => document.lines);
  const lineOf = (tag: string, [line, item, quantity, unit = "EA"]: (typeof lines)[number]): string =>
    tag + digits(line, 4) + text(item, 12) + digits(thousandths(quantity), 10) + text(unit, 2);
  const units = lines.reduce((sum, [, , quantity]) => sum + quantity, 0);
  const rows = [
    `HDR${text("10", 4)}${writtenAt}`,
    ...accepted.flatMap(({ salesOrder, shippingOrder, instruction, site = "L01", lines: own }) => [
      `ACK${text(salesOrder, 12)}${text(shippingOrder, 20)}${text(instruction, 40)}${text(site, 3)}`,
      ...own.map((line) => lineOf("ALN", line)),
    ]),
    ...shipments.flatMap(({ shipment, salesOrder, site = "L01", version = 1, shippedAt, lines: own }) => [
      `SHP${text(shipment, 12)}${digits(version, 2)}${text(salesOrder, 12)}${text(site, 3)}${shippedAt}`,
      ...own.map((line) => lineOf("SLN", line)),
    ]),
    `TRL${digits(file.trailer?.lines ?? lines.length, 6)}${digits(thousandths(file.trailer?.units ?? units), 12)}`,
  ];
  return rows.map((row) => `${row}\r\n`).join("");
}
