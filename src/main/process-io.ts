import type { CliIo, CliStream } from '../cli/io.ts';

/** The streams, variables and signals of this process, as the command line takes them. */
export function processIo(): CliIo {
  const abort = new AbortController();
  // A second signal means the same: whoever sends it again only wants to be sure.
  const end = (): void => abort.abort();
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return {
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
    monotonicMs: () => performance.now(),
    fetch: (url, init) => fetch(url, init),
  };
}

const streamOf = (stream: NodeJS.WriteStream): CliStream => ({
  get isTTY() {
    return stream.isTTY === true;
  },
  get columns() {
    return stream.isTTY === true ? stream.columns : undefined;
  },
  write: (text) => void stream.write(text),
});
