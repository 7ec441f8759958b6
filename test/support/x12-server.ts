/** The server with a partner who speaks X12 and no other system: what comes in, and what is kept of it. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SILENT } from "../../src/application/ports/logger.ts";
import type { Receipt } from "../../src/application/receive/receive.ts";
import { instant } from "../../src/kernel/instant.ts";
import { VirtualClock } from "../../src/kernel/virtual-clock.ts";
import { checkConfig } from "../../src/main/config/config.ts";
import type { ConfigInput } from "../../src/main/config/schema.ts";
import { makeConnectors } from "../../src/main/connectors.ts";
import { composeServer, type Server } from "../../src/main/server.ts";
import { migrate } from "../../src/postgres/migrate.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { agreement } from "./x12-partner.ts";

const CONFIG = new URL("../../crossdock.config.ts", import.meta.url).href;

/** Fact types that a partner may say. */
const PARTNER_FACTS = [
  "purchase-order.acknowledged.v1", "supply.announced.v1", "supplier-invoice.stated.v1", "return.requested.v1",
  "sales-order.stated.v1", "sales-order.change-requested.v1", "sales-order.cancellation-requested.v1",
  "pick.confirmed.v1", "shipment.confirmed.v1",
  "movement.recorded.v1", "payment.received.v1", "deduction.stated.v1",
  "deduction.withdrawn.v1", "shipping-order.accepted.v1", "document.sent.v1",
  "document.acknowledged.v1", "document.received.v1", "interchange.received.v1",
];

/** A configuration with the partner beside the systems that are there. */
export function withPartner(input: ConfigInput, folder: string, more: Record<string, unknown> = {}): ConfigInput {
  const ownership = { ...input.ownership };
  for (const type of PARTNER_FACTS) ownership[type] = [...(ownership[type] ?? []), "partner"];
  return {
    ...input,
    ownership,
    systems: {
      ...input.systems,
      partner: {
        connector: "x12", url: pathToFileURL(folder).href, sweepEvery: "1 d", collect: { every: "10 min" },
        settings: { ...agreement(more), mailbox: { whole: "final-name" } },
      },
    },
    orderToCash: {
      ...input.orderToCash,
      systems: { ...input.orderToCash.systems, documents: { edi: "partner" } },
    },
  };
}

export interface PartnerServer {
  readonly server: Server;
  readonly clock: VirtualClock;
  readonly folder: string;
  /** A file of the partner's comes in. */
  receive(text: string | Uint8Array, name?: string): Promise<Receipt>;
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a server that sends nothing: it is never started. */
export async function openPartnerServer(
  more: Record<string, unknown> = {},
  given?: Pick<TestDatabase, "url" | "drop">,
): Promise<PartnerServer> {
  const folder = await mkdtemp(join(tmpdir(), "crossdock-x12-"));
  const { default: input } = (await import(CONFIG)) as { default: ConfigInput };
  const config = checkConfig(CONFIG, withPartner(input, folder, more));
  const database = given ?? (await createTestDatabase());
  await migrate(database.url);
  const clock = new VirtualClock(instant(Date.UTC(2031, 2, 3, 9)));
  const server = composeServer({
    config, clock,
    databaseUrl: database.url,
    connectors: makeConnectors(config, null, {}),
    logger: SILENT,
  });
  return {
    server, clock, folder,
    receive: (text, name = "file.x12") =>
      server.core.door.receive("partner", { headers: { "x-file-name": name }, body: Buffer.from(text) }, "collected"),
    query: async (sql, values = []) => (await server.pool.query<Record<string, unknown>>(sql, values)).rows,
    close: async () => {
      await server.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What lies in the partner's tray, by name; temporary names are nobody's. */
export async function delivered(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(folder, "out")).catch((): string[] => []);
  const files = names.filter((name) => name.endsWith(".x12")).sort();
  return new Map(await Promise.all(
    files.map(async (name): Promise<[string, string]> => [name, await readFile(join(folder, "out", name), "utf8")])));
}
