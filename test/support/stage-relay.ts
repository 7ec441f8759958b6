/** A relay between a connector and its system: a story may answer in the system's place, or change what it says. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Answering {
  readonly status: number;
  readonly body: string;
}

/** `forward` asks the system itself. */
export type RelayRule = (asked: Asked, forward: () => Promise<Answering>) => Answering | Promise<Answering>;

export interface Relay {
  readonly url: string;
  /** Says what happens to requests from now on. */
  treat(rule: RelayRule): void;
  close(): Promise<void>;
}

const CONNECTION_HEADERS = new Set(["connection", "content-length", "host", "transfer-encoding", "keep-alive"]);

export async function openRelay(target: string): Promise<Relay> {
  let rule: RelayRule = (_, forward) => forward();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      const forward = async (): Promise<Answering> => {
        const answer = await fetch(target + request.url, {
          method: request.method!,
          headers: headersOf(request.headers),
          signal: gone.signal,
          ...(body === "" ? {} : { body }),
        });
        return { status: answer.status, body: await answer.text() };
      };
      const asked = { method: request.method!, path: request.url!, body, headers: request.headers };
      Promise.resolve(rule(asked, forward)).then(
        (answer) => response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body),
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    treat: (next) => {
      rule = next;
    },
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
