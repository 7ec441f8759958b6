/** One connection to an SFTP server that is made when it is needed, and knows who is at the other end. */
import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import { Client, type SFTPWrapper } from 'ssh2';
import { MailboxError } from '../../application/ports/mailbox.ts';

/** Milliseconds for the connection and the login. */
const READY_TIMEOUT_MS = 15_000;
/** Milliseconds without traffic after which the other side is asked whether it is still there. */
const KEEPALIVE_MS = 15_000;
const KEEPALIVES_UNANSWERED_MAX = 3;

export interface SshAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A password, or a private key in PEM or OpenSSH form. */
  readonly secret: string;
  /** Fingerprints of the keys that the server may prove itself by. */
  readonly hostKeys: readonly string[];
}

type Answer<T> = (error: Error | null | undefined, value?: T) => void;

interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly sftp: SFTPWrapper;
  /** Rejects when the connection is gone. */
  readonly gone: Promise<never>;
}

/** Runs operations over one connection; none that is idle keeps the process alive. */
export class SshSession {
  readonly #address: SshAddress;
  #connection: Promise<Connection> | null = null;
  #underway = 0;

  constructor(address: SshAddress) {
    this.#address = address;
  }

  /**
   * Runs an operation; what it answers through the callback is the result. Errors of the operation
   * itself are thrown as they are, those of the connection as {@link MailboxError}.
   */
  async run<T>(signal: AbortSignal, operation: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> {
    if (signal.aborted) throw new MailboxError('unavailable', 'given up before it was begun');
    const connection = await this.#connected();
    this.#hold(connection, 1);
    let giveUp: () => void = () => {};
    const aborted = new Promise<never>((_resolve, reject) => {
      giveUp = () => {
        this.#connection = null;
        connection.client.destroy();
        reject(new MailboxError('lost', 'no answer in time'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    try {
      const answered = new Promise<T>((resolve, reject) => {
        const answer: Answer<T> = (error, value) => (error ? reject(error) : resolve(value as T));
        operation(connection.sftp, answer);
      });
      return await Promise.race([answered, connection.gone, aborted]);
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.#hold(connection, -1);
    }
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    this.#connection = null;
    if (connection === undefined || connection === null) return;
    const closed = connection.gone.catch(() => undefined);
    connection.client.end();
    await closed;
  }

  #hold(connection: Connection, change: 1 | -1): void {
    this.#underway += change;
    if (this.#underway > 0) connection.socket.ref();
    else connection.socket.unref();
  }

  #connected(): Promise<Connection> {
    if (this.#connection !== null) return this.#connection;
    const made: Promise<Connection> = connect(this.#address);
    const forget = (): void => {
      if (this.#connection === made) this.#connection = null;
    };
    this.#connection = made;
    made.then(({ gone }) => gone.catch(forget), forget);
    return made;
  }
}

async function connect(address: SshAddress): Promise<Connection> {
  const socket = await connectSocket(address.host, address.port);
  const client = new Client();
  let stranger: string | null = null;
  const gone = new Promise<never>((_resolve, reject) => {
    client.on('close', () => reject(new MailboxError('lost', 'the connection broke off')));
  });
  gone.catch(() => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      // Later errors are told by the end of the connection.
      client.on('error', reject);
      client.once('close', () => reject(new Error('the connection broke off during the login')));
      client.connect({
        sock: socket,
        username: address.user,
        ...credentialsOf(address.secret),
        readyTimeout: READY_TIMEOUT_MS,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVES_UNANSWERED_MAX,
        hostVerifier: (key: Buffer) => {
          const fingerprint = fingerprintOf(key);
          if (address.hostKeys.includes(fingerprint)) return true;
          stranger = fingerprint;
          return false;
        },
      });
    });
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, opened) => (error === undefined ? resolve(opened) : reject(error)));
    });
    return { client, socket, sftp, gone };
  } catch (error) {
    client.destroy();
    socket.destroy();
    throw loginFault(address, error as Error, stranger);
  }
}

function connectSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    const fail = (error: Error): void => {
      socket.destroy();
      reject(new MailboxError('unavailable', `${host}:${port}: ${error.message}`, { cause: error }));
    };
    socket.once('error', fail);
    socket.setTimeout(READY_TIMEOUT_MS, () => fail(new Error('no connection in time')));
    socket.connect(port, host, () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function loginFault(address: SshAddress, error: Error, stranger: string | null): MailboxError {
  const server = `${address.host}:${address.port}`;
  if (stranger !== null) {
    const text = `${server} proves itself by ${stranger}, which the configuration does not name`;
    return new MailboxError('unauthorized', text, { cause: error });
  }
  const { level } = error as Error & { level?: string };
  const refused = level === 'client-authentication' || /privateKey|passphrase/i.test(error.message);
  return new MailboxError(refused ? 'unauthorized' : 'unavailable', `${server}: ${error.message}`, {
    cause: error,
  });
}

const credentialsOf = (secret: string): { privateKey: string } | { password: string } =>
  secret.includes('-----BEGIN ') ? { privateKey: secret } : { password: secret };

/** As `ssh-keygen -lf` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
