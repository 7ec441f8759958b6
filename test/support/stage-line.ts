/**
 * The line between the simulated systems and our front door: a relay that remembers every webhook,
 * and does to it what the story says.
 */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A webhook as its system sent it. */
export interface Told {
  readonly system: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What the line does with a message. `pass`: delivers it. `keep`: takes it and delivers nothing, as
 * the sender sees it all is well. `refuse`: takes nothing, the sender will try again. `lose-answer`:
 * delivers it and tells the sender that it failed.
 */
export type Treatment = "pass" | "keep" | "refuse" | "lose-answer";

export interface Line {
  /** Every message that a system has sent by this line, in order; repeated attempts are repeated here. */
  readonly told: Told[];
  /** Messages that were kept. */
  readonly kept: Told[];
  /** Says what happens to messages from now on. */
  treat(rule: (told: Told) => Treatment): void;
  /** Delivers a message, as often as one likes; answers the status and body of our front door. */
  deliver(told: Told): Promise<{ status: number; body: string }>;
  urlFor(system: string): string;
  close(): Promise<void>;
}

const CONNECTION_HEADERS = new Set(["connection", "content-length", "host", "transfer-encoding"]);

export async function openLine(doorOf: (system: string) => string): Promise<Line> {
  const told: Told[] = [];
  const kept: Told[] = [];
  let rule: (message: Told) => Treatment = () => "pass";
  const deliver: Line["deliver"] = async ({ system, headers, body }) => {
    const response = await fetch(doorOf(system), { method: "POST", headers, body });
    return { status: response.status, body: await response.text() };
  };
  const take = async (message: Told): Promise<number> => {
    told.push(message);
    const treatment = rule(message);
    if (treatment === "keep") kept.push(message);
    if (treatment === "keep") return 202;
    if (treatment === "refuse") return 503;
    const { status } = await deliver(message);
    return treatment === "lose-answer" ? 504 : status;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const message = {
        system: request.url!.slice(1),
        headers: headersOf(request.headers),
        body: Buffer.concat(chunks).toString("utf8"),
      };
      take(message).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    told,
    kept,
    deliver,
    treat: (next) => {
      rule = next;
    },
    urlFor: (system) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${system}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name));
  return Object.fromEntries(own) as Record<string, string>;
}
