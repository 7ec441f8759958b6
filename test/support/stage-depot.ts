/** A legacy warehouse on the stage: it takes orders as files from a folder, and answers by files at night. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { LEGACY_WAREHOUSE } from "../../examples/legacy-warehouse.ts";
import type { AcceptedOrder, ConfirmedShipment } from "./warehouse-file.ts";

/** Name of the warehouse in the configuration. */
export const DEPOT = "depot";

/** An order line as the warehouse reads it. */
export type DepotRow = Readonly<Record<string, string>>;

export interface Depot {
  readonly folder: string;
  /** The configuration in which this warehouse ships instead of the simulated one. */
  configure(input: ConfigInput): ConfigInput;
  /** Takes the orders away that lie there for it. */
  takeOrders(): DepotRow[];
  /** Leaves a file for us, or a part of one. */
  leave(name: string, content: string): void;
  names(folder: string): string[];
  discard(): void;
}

export function openDepot(): Depot {
  const folder = mkdtempSync(join(tmpdir(), "crossdock-depot-"));
  const names: Depot["names"] = (path) => {
    const at = join(folder, path);
    return existsSync(at)
      ? readdirSync(at)
          .filter((name) => !name.startsWith("."))
          .sort()
      : [];
  };
  return {
    folder,
    names,
    configure: (input) => ({
      ...input,
      systems: {
        ...input.systems,
        [DEPOT]: {
          connector: "flat-file",
          url: pathToFileURL(folder).href,
          settings: LEGACY_WAREHOUSE,
          collect: { every: "30 min", expects: [{ name: "SC*.TXT", by: "23:00", site: "leeds" }] },
        },
      },
      ownership: {
        ...input.ownership,
        "shipping-order.accepted.v1": [DEPOT],
        "shipment.confirmed.v1": [DEPOT],
      },
      orderToCash: {
        ...input.orderToCash,
        systems: { ...input.orderToCash.systems, wms: DEPOT },
      },
    }),
    takeOrders: () =>
      names("out").flatMap((name) => {
        const at = join(folder, "out", name);
        const rows = parse(readFileSync(at, "latin1"), { delimiter: ";", columns: true });
        unlinkSync(at);
        return rows as DepotRow[];
      }),
    leave: (name, content) => {
      mkdirSync(join(folder, "in"), { recursive: true });
      writeFileSync(join(folder, "in", name), content, "latin1");
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

type Lines = AcceptedOrder["lines"];

const linesOf = (rows: readonly DepotRow[]): Lines =>
  rows.map((row) => [Number(row["Line"]), row["Item"]!, Number(row["Total"]!.replace(",", "."))]);

/** The warehouse accepts what it was told. */
export const acceptanceOf = (rows: readonly DepotRow[]): AcceptedOrder => ({
  salesOrder: rows[0]!["Order"]!,
  shippingOrder: rows[0]!["Reference"]!,
  instruction: rows[0]!["Instruction"]!,
  lines: linesOf(rows),
});

/** The warehouse ships all that it was told. */
export const shipmentOf = (
  shipment: string,
  shippedAt: string,
  rows: readonly DepotRow[],
): ConfirmedShipment => ({
  shipment,
  salesOrder: rows[0]!["Order"]!,
  shippedAt,
  lines: linesOf(rows),
});
