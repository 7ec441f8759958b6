/**
 * What `doctor` looks at. The checks that need a database, the configuration or a connector are
 * passed in by the composition root; those of the machine itself are here.
 */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { DoctorLine, DoctorResult } from './results.ts';

/** What a check found. */
export type Finding =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly mend: string };

/** One thing to look at. A check that throws is a problem whose text is the error. */
export interface Check {
  readonly name: string;
  look(): Finding | Promise<Finding>;
  /** What to do when `look` throws. */
  readonly mend?: string;
}

/** No check may keep a person waiting for longer. */
const CHECK_TIMEOUT_MS = 15_000;
/** A port on the same machine answers at once or not at all. */
const CONNECT_TIMEOUT_MS = 2_000;

/** Makes every check, one after the other, in the order given: later ones may need earlier ones. */
export async function runChecks(checks: readonly Check[]): Promise<DoctorResult> {
  const lines: DoctorLine[] = [];
  for (const check of checks) lines.push(await lineOf(check));
  return { ok: lines.every(({ ok }) => ok), checks: lines };
}

async function lineOf({ name, look, mend }: Check): Promise<DoctorLine> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
  });
  try {
    const finding = await Promise.race([look(), late]);
    return { name, ok: finding.ok, text: finding.text, mend: finding.ok ? '' : finding.mend };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { name, ok: false, text, mend: mend ?? 'Read the message; there is no known remedy' };
  } finally {
    clearTimeout(timer);
  }
}

const well = (text: string): Finding => ({ ok: true, text });
const problem = (text: string, mend: string): Finding => ({ ok: false, text, mend });

/**
 * The Node that runs us is new enough to run TypeScript as it is.
 * @param version as `process.version` says it: `v24.1.0`
 */
export const nodeVersionCheck = (version: string, majorMin: number): Check => ({
  name: 'Node.js',
  look: () =>
    Number.parseInt(version.replace(/^v/, ''), 10) >= majorMin
      ? well(version)
      : problem(version, `Node.js ${majorMin} is needed: start with npm, which uses the pinned one`),
});

/** The pinned Node is installed, and it is the one that runs. */
export const pinnedNodeCheck = (root: string, execPath: string): Check => ({
  name: 'pinned Node.js',
  look: () => {
    const system = process.platform === 'win32' ? 'win' : process.platform;
    const folder = join(root, 'node_modules', `node-${system}-${process.arch}`);
    if (!existsSync(folder)) {
      return well(`none for ${system}-${process.arch}; running on ${execPath}`);
    }
    return execPath.startsWith(folder)
      ? well('installed and running')
      : problem(`installed, but ${execPath} runs`, 'Start with npm start or npm run crossdock');
  },
});

/** The home folder exists or can be made, and can be written. */
export const homeFolderCheck = (home: string): Check => ({
  name: 'data folder',
  look: () => {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
    return statSync(home).isDirectory() ? well(home) : problem(`${home} is a file`, 'Move it away');
  },
  mend: `Make ${home} writable for this user, or set CROSSDOCK_HOME to another folder`,
});

/** The port is free, or it is our own server that listens there. */
export const portCheck = (host: string, port: number, isOurs: () => Promise<boolean>): Check => ({
  name: 'port',
  look: async () => {
    if (!(await isListening(host, port))) return well(`${port} is free`);
    return (await isOurs())
      ? well(`${port} is our own running server`)
      : problem(`another program listens on ${port}`, 'Stop it, or start Crossdock with --port');
  },
});

/** Something accepts connections at the address of a system. */
export const systemCheck = (system: string, url: string): Check => ({
  name: `system ${system}`,
  look: async () => {
    if (url === 'sandbox') return well('simulated');
    const { hostname, port, protocol } = new URL(url);
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    return (await isListening(hostname, number))
      ? well(`${url} accepts connections`)
      : problem(
          `${url} does not answer`,
          'Check the address and the network; commands wait for it meanwhile',
        );
  },
});

/** Whether somebody accepts connections there. */
export function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const answer = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', answer(true));
    socket.once('timeout', answer(false));
    socket.once('error', answer(false));
  });
}
