/** Opens the mailbox that a URL names: `file:///folder`, or `sftp://user@host:port/folder`. */
import { fileURLToPath } from 'node:url';
import { MailboxError, type Mailbox } from '../../application/ports/mailbox.ts';
import type { FileAccess } from './file-access.ts';
import { fileMailbox } from './file-mailbox.ts';
import { folderAccess } from './folder.ts';
import { sftpAccess } from './sftp.ts';
import type { MailboxSettings } from './settings.ts';

const SSH_PORT = 22;

export interface MailboxOptions {
  /**
   * A path after an SFTP server's name begins at the root of the server; `/~/` leads to the folder
   * where the login leads.
   */
  readonly url: string;
  /** For SFTP: a password, or a private key. */
  readonly secret: string;
  readonly settings: MailboxSettings;
  /** Stands before the folders, where something is tried. */
  readonly between?: ((access: FileAccess) => FileAccess) | undefined;
}

/**
 * Opens a mailbox. Nothing is connected before its first use.
 * @throws MailboxError `unauthorized` when the URL or the settings leave open who is at the other end.
 */
export function openMailbox(options: MailboxOptions): Mailbox {
  const access = openAccess(options);
  return fileMailbox(options.between?.(access) ?? access, options.settings);
}

/**
 * Opens the place where a mailbox's folders lie.
 * @throws MailboxError as {@link openMailbox} does.
 */
export function openAccess({ url, secret, settings }: MailboxOptions): FileAccess {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (protocol === 'file:') return folderAccess(fileURLToPath(url));
  if (protocol !== 'sftp:') throw fault(`${protocol} is not a mailbox: file: and sftp: are`);
  if (password !== '')
    throw fault('a password does not belong into the URL: secretFrom names its variable');
  if (username === '') throw fault('the URL must name the user: sftp://user@host/folder');
  if (settings.hostKeys.length === 0) {
    throw fault('hostKeys must name the fingerprint of the server: ssh-keygen -lf prints it');
  }
  const address = {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? SSH_PORT : Number(port),
    user: decodeURIComponent(username),
    secret,
    hostKeys: settings.hostKeys,
  };
  return sftpAccess(address, rootOf(decodeURIComponent(pathname)));
}

function rootOf(path: string): string {
  const trimmed = path.replace(/(.)\/+$/, '$1');
  if (trimmed === '/~') return '';
  return trimmed.startsWith('/~/') ? trimmed.slice('/~/'.length) : trimmed === '' ? '/' : trimmed;
}

const fault = (message: string): MailboxError => new MailboxError('unauthorized', message);
