/** A sandbox on a virtual clock with a subscriber that keeps what it is told: for tests of systems with connectors. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import type { InboundMessage } from "../../src/application/ports/connector.ts";
import { instant, type Instant } from "../../src/kernel/instant.ts";
import { VirtualClock } from "../../src/kernel/virtual-clock.ts";
import { pass, settle } from "../../src/sandbox/drive.ts";
import { FAULT_LEVELS } from "../../src/sandbox/faults.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start.ts";
import type { FaultDial, SystemFactory, World } from "../../src/sandbox/system.ts";

/** A Monday morning. */
export const BOX_START = instant(Date.UTC(2031, 4, 5, 8));
export const BOX_SECRET = "shared secret";

/** Two companies, three sites, three items. */
export const BOX_WORLD: World = {
  seed: 1,
  entities: [
    { entity: "uk", code: "GB01", currency: "GBP", country: "GB" },
    { entity: "de", code: "DE01", currency: "EUR", country: "DE" },
  ],
  sites: [
    { site: "LON", entity: "uk", zone: "Europe/London" },
    { site: "LEE", entity: "uk", zone: "Europe/London" },
    { site: "HAM", entity: "de", zone: "Europe/Berlin" },
  ],
  items: ["BOLT", "NUT", "NUT-B"].map((item) => ({
    item, description: item, listPrice: "1.25", substitutes: item === "NUT" ? ["NUT-B"] : [],
  })),
  customers: [],
  openingStock: [
    { site: "LON", item: "BOLT", quantity: "100" },
    { site: "LON", item: "NUT", quantity: "50" },
    { site: "LEE", item: "NUT-B", quantity: "20" },
    { site: "HAM", item: "BOLT", quantity: "40" },
  ],
};

/** Entities by the codes that the box's systems use. */
export const BOX_ENTITIES = { GB01: "uk", DE01: "de" } as const;

export interface Box {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  /** The shared dial: change it at any time. */
  readonly faults: FaultDial;
  /** Every message that was delivered, in order. */
  readonly messages: InboundMessage[];
  /** Makes one call that may send requests one after another; gives up on each after the time. */
  call<T>(work: (signal: AbortSignal) => Promise<T>, giveUpMs?: number): Promise<T>;
  /** POSTs or PUTs JSON to a fault-free route and answers its JSON. */
  ask(system: string, method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<unknown>;
  /** Lets time pass. */
  later(durationMs: number): Promise<void>;
}

/** Opens a box that is closed when the test file ends. */
export async function openBox(
  systems: Readonly<Record<string, SystemFactory>>, dial: Partial<FaultDial> = {}, seed: number | string = 7,
): Promise<Box> {
  const clock = new VirtualClock(BOX_START);
  const messages: InboundMessage[] = [];
  const server = await subscribe(messages);
  const faults: FaultDial = { ...FAULT_LEVELS.none, ...dial };
  const sandbox = await startSandbox({
    world: BOX_WORLD, systems, clock, seed, folder: null, faults, host: "127.0.0.1", secret: BOX_SECRET,
    deliverTo: (system) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${system}`,
  });
  after(async () => {
    await sandbox.stop();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return {
    clock, sandbox, faults, messages,
    call: (work, giveUpMs = 10_000) => {
      const controller = new AbortController();
      const cancel = clock.at((clock.now() + giveUpMs) as Instant, () => controller.abort());
      return settle(clock, sandbox, work(controller.signal)).finally(cancel);
    },
    ask: async (system, method, path, body) => {
      const answer = await fetch(`${sandbox.urls[system]}${path}`, {
        method,
        ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    later: (durationMs) => pass(clock, sandbox, (clock.now() + durationMs) as Instant),
  };
}

async function subscribe(messages: InboundMessage[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      messages.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks) });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}
