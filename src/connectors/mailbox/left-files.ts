/** What was left in a mailbox for the other side, read without the mailbox that left it there. */
import type { FileAccess } from './file-access.ts';
import { begunName } from './file-mailbox.ts';
import { openAccess, type MailboxOptions } from './open-mailbox.ts';

/** Whoever looks waits for its end itself. */
const UNLIMITED = new AbortController().signal;

/**
 * Every file by its name, as it lies there. What the other side took away lies nowhere but in the copy that
 * was kept of it, under its own or its temporary name; it was never there while its own temporary name is.
 */
export async function leftFiles(options: MailboxOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outbox, sent } = options.settings;
  const access = openAccess(options);
  try {
    const there = await bodiesOf(access, outbox);
    const kept = await bodiesOf(access, sent);
    const names = [...there.keys(), ...kept.keys()].map(finalName);
    const found = new Map<string, Uint8Array>();
    for (const name of new Set(names)) {
      const copy = there.has(begunName(name)) ? undefined : (kept.get(name) ?? kept.get(begunName(name)));
      const body = there.get(name) ?? copy;
      if (body !== undefined) found.set(name, body);
    }
    return found;
  } finally {
    await access.close();
  }
}

async function bodiesOf(access: FileAccess, folder: string): Promise<Map<string, Uint8Array>> {
  await access.makeFolder(folder, UNLIMITED);
  const found = new Map<string, Uint8Array>();
  for (const { name } of await access.entries(folder, UNLIMITED)) {
    const body = await access.read(`${folder}/${name}`, UNLIMITED);
    if (body !== null) found.set(name, body);
  }
  return found;
}

/** The name that a file has in the end. */
const finalName = (name: string): string => /^\.(.+)\.part$/.exec(name)?.[1] ?? name;
