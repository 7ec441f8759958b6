/** OpenSSH's own SFTP server of Debian's package, on a free loopback port, for tests. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './debian-postgres.ts';

const SSHD = '/usr/sbin/sshd';
/** The folder that sshd gives up its rights in; Debian makes it when the machine starts its own. */
const PRIVILEGE_FOLDER = '/run/sshd';
const LOOK_EVERY_MS = 20;
const START_MAX_MS = 10_000;

export interface RealSftp {
  readonly port: number;
  readonly user: string;
  /** A private key that opens it. */
  readonly privateKey: string;
  /** As `ssh-keygen -lf` prints it. */
  readonly hostKey: string;
  /** Where the login leads. */
  readonly files: string;
  /** Ends it and every connection, and removes all its files. */
  discard(): Promise<void>;
}

/** Why it cannot be started here, or `null`. */
export function sftpMissing(): string | null {
  return existsSync(SSHD) ? null : `${SSHD} is not there: apt-get install openssh-server`;
}

/** Starts a server with keys of its own that serves files and nothing else. */
export async function startRealSftp(): Promise<RealSftp> {
  const folder = mkdtempSync(join(tmpdir(), `crossdock-sshd-${process.pid}-`));
  const files = join(folder, 'files');
  mkdirSync(files);
  for (const key of ['host', 'user']) {
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  }
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'user.pub')));
  chmodSync(join(folder, 'authorized_keys'), 0o600);
  if (process.getuid?.() === 0) mkdirSync(PRIVILEGE_FOLDER, { recursive: true });
  const port = await freePort();
  const server = await started(folder, port, files);
  process.once('exit', () => server.kill('SIGKILL'));
  const [, hostKey] = run('ssh-keygen', ['-lf', join(folder, 'host.pub')]).split(' ');
  return {
    port,
    user: userInfo().username,
    privateKey: readFileSync(join(folder, 'user'), 'utf8'),
    hostKey: hostKey!,
    files,
    discard: async () => {
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function started(folder: string, port: number, files: string): Promise<ChildProcess> {
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'pid')}`,
    'PasswordAuthentication no',
    'PubkeyAuthentication yes',
    'UsePAM no',
    // The folder of a test lies below one that everybody may write to.
    'StrictModes no',
    'Subsystem sftp internal-sftp',
    `ForceCommand internal-sftp -d ${files}`,
  ];
  writeFileSync(join(folder, 'config'), `${settings.join('\n')}\n`);
  const server = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text: Buffer) => (said += text.toString()));
  for (let waitedMs = 0; !existsSync(join(folder, 'pid')); waitedMs += LOOK_EVERY_MS) {
    if (server.exitCode !== null || waitedMs > START_MAX_MS) {
      server.kill('SIGKILL');
      throw new Error(`sshd did not start: ${said}`);
    }
    await setTimeout(LOOK_EVERY_MS);
  }
  return server;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return stdout;
}
