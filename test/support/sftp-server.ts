/** An SFTP server inside of the test: the protocol over a real socket, and a real folder behind it. */
import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
  existsSync,
  type Stats,
} from "node:fs";
import type { Socket } from "node:net";
import { join, normalize } from "node:path";
import ssh2, { type Connection, type SFTPWrapper } from "ssh2";

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const ENTRIES_AT_A_TIME = 100;

export interface SftpServer {
  readonly port: number;
  /** As `ssh-keygen -lf` prints it. */
  readonly hostKey: string;
  /** Breaks every connection off; the server goes on. */
  breakOff(): void;
  /** Is asked before each operation, by its name; `false` breaks the connection off before it happens. */
  allow: (operation: string) => boolean;
  stop(): Promise<void>;
}

export interface SftpServerOptions {
  readonly folder: string;
  readonly user: string;
  readonly password?: string;
  /** A public key, in OpenSSH form. */
  readonly publicKey?: string;
}

/** Starts a server on a port of its own, with a key of its own. */
export async function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const host = ssh2.utils.generateKeyPairSync("ed25519");
  const hostKey = await fingerprint(host.public);
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connections.add(connection);
    socketOf(connection).setNoDelay(true);
    connection.on("error", () => undefined);
    connection.on("close", () => connections.delete(connection));
    connection.on("authentication", (attempt) => {
      const accepted =
        attempt.username === options.user &&
        ((attempt.method === "password" && attempt.password === options.password) ||
          (attempt.method === "publickey" &&
            options.publicKey !== undefined &&
            attempt.key.data.equals(parsedKey(options.publicKey))));
      if (accepted) attempt.accept();
      else attempt.reject(["password", "publickey"]);
    });
    connection.on("session", (accept) => {
      accept().on("sftp", (acceptSftp) => {
        serve(acceptSftp(), options.folder, (operation) => {
          if (running.allow(operation)) return true;
          breakOff(connection);
          return false;
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const running: SftpServer = {
    port: (server.address() as { port: number }).port,
    hostKey,
    allow: () => true,
    breakOff: () => connections.forEach(breakOff),
    stop: async () => {
      connections.forEach(breakOff);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return running;
}

/** Without a word of farewell. */
function breakOff(connection: Connection): void {
  socketOf(connection).destroy();
}

const socketOf = (connection: Connection): Socket => (connection as unknown as { _sock: Socket })._sock;

function parsedKey(text: string): Buffer {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key.getPublicSSH();
}

async function fingerprint(publicKey: string): Promise<string> {
  const { fingerprintOf } = await import("../../src/connectors/mailbox/ssh-session.ts");
  return fingerprintOf(parsedKey(publicKey));
}

function serve(sftp: SFTPWrapper, folder: string, allowed: (operation: string) => boolean): void {
  const at = (path: string): string => join(folder, normalize(`/${path}`));
  const open = new Map<number, { descriptor: number } | { path: string; entries: string[] }>();
  let handles = 0;
  const handle = (value: { descriptor: number } | { path: string; entries: string[] }): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(++handles);
    open.set(handles, value);
    return buffer;
  };
  const descriptorOf = (buffer: Buffer): number =>
    (open.get(buffer.readUInt32BE()) as { descriptor: number }).descriptor;
  /** Runs one operation, and answers an error as the protocol does. */
  const answer = (request: number, name: string, operation: () => void): void => {
    if (!allowed(name)) return;
    try {
      operation();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      sftp.status(request, code === "ENOENT" ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE, message);
    }
  };
  const done = (request: number): void => sftp.status(request, STATUS_CODE.OK);
  sftp.on("OPEN", (request, path, flags) =>
    answer(request, "open", () => {
      const writes = (flags & OPEN_MODE.WRITE) !== 0;
      sftp.handle(request, handle({ descriptor: openSync(at(path), writes ? "w" : "r") }));
    }),
  );
  sftp.on("READ", (request, buffer, offset, length) =>
    answer(request, "read", () => {
      const bytes = Buffer.alloc(length);
      const read = readSync(descriptorOf(buffer), bytes, 0, length, offset);
      if (read === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, bytes.subarray(0, read));
    }),
  );
  sftp.on("WRITE", (request, buffer, offset, data) =>
    answer(request, "write", () => {
      writeSync(descriptorOf(buffer), data, 0, data.length, offset);
      done(request);
    }),
  );
  sftp.on("FSTAT", (request, buffer) =>
    answer(request, "stat", () => {
      sftp.attrs(request, attributes(fstatSync(descriptorOf(buffer))));
    }),
  );
  sftp.on("CLOSE", (request, buffer) =>
    answer(request, "close", () => {
      const opened = open.get(buffer.readUInt32BE());
      open.delete(buffer.readUInt32BE());
      if (opened !== undefined && "descriptor" in opened) closeSync(opened.descriptor);
      done(request);
    }),
  );
  sftp.on("OPENDIR", (request, path) =>
    answer(request, "list", () => {
      sftp.handle(request, handle({ path: at(path), entries: readdirSync(at(path)) }));
    }),
  );
  sftp.on("READDIR", (request, buffer) =>
    answer(request, "list", () => {
      const listing = open.get(buffer.readUInt32BE()) as { path: string; entries: string[] };
      const names = listing.entries.splice(0, ENTRIES_AT_A_TIME);
      if (names.length === 0) return sftp.status(request, STATUS_CODE.EOF);
      return sftp.name(
        request,
        names.map((name) => {
          const attrs = attributes(lstatSync(join(listing.path, name)));
          return { filename: name, longname: name, attrs };
        }),
      );
    }),
  );
  for (const name of ["STAT", "LSTAT"] as const) {
    sftp.on(name, (request: number, path: string) =>
      answer(request, "stat", () => {
        sftp.attrs(request, attributes(statSync(at(path))));
      }),
    );
  }
  sftp.on("MKDIR", (request, path) => answer(request, "mkdir", () => (mkdirSync(at(path)), done(request))));
  sftp.on("REMOVE", (request, path) =>
    answer(request, "remove", () => (unlinkSync(at(path)), done(request))),
  );
  sftp.on("RENAME", (request, from, to) =>
    answer(request, "rename", () => {
      if (existsSync(at(to))) throw new Error("the new name is taken");
      renameSync(at(from), at(to));
      done(request);
    }),
  );
}

function attributes(stats: Stats): {
  mode: number;
  uid: number;
  gid: number;
  size: number;
  atime: number;
  mtime: number;
} {
  const { mode, uid, gid, size } = stats;
  return {
    mode,
    uid,
    gid,
    size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}
