/** Runs a command line against a server that listens, and keeps what it printed. */
import { tmpdir } from 'node:os';
import type { CliHandlers } from '../../src/cli/handlers.ts';
import type { CliIo } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/run.ts';

const not = (): Promise<never> => Promise.reject(new Error('a command that asks needs no handler'));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const commandLine = (
  server: { readonly url: string; readonly key: string },
  ...line: string[]
): Promise<Said> => commandLineWith(server, {}, ...line);

/** The same with handlers for what it does besides asking. */
export async function commandLineWith(
  server: { readonly url: string; readonly key: string },
  own: Partial<CliHandlers>,
  ...line: string[]
): Promise<Said> {
  let [out, err, ms] = ['', '', 0];
  const io: CliIo = {
    stdout: { isTTY: false, columns: 160, write: (text) => void (out += text) },
    stderr: { isTTY: false, columns: 160, write: (text) => void (err += text) },
    env: { CROSSDOCK_URL: server.url, CROSSDOCK_API_KEY: server.key },
    cwd: tmpdir(),
    signal: new AbortController().signal,
    monotonicMs: () => (ms += 1_000),
    fetch: (url, init) => fetch(url, init),
  };
  const handlers = new Proxy(own, {
    get: (given, name) => given[name as keyof CliHandlers] ?? not,
  }) as CliHandlers;
  return { code: await runCli(line, handlers, io), out, err };
}
