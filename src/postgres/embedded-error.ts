/** The embedded server could not be started, used or stopped. The message says what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  /**
   * @param what   one sentence: what went wrong
   * @param remedy how to mend it, for a person at the keyboard
   * @param serverLog the last lines the server wrote, if it got that far
   */
  constructor(what: string, { remedy, serverLog = [] }: { remedy: string; serverLog?: readonly string[] }) {
    const said = serverLog.length === 0 ? "" : `\nThe server's last words:\n  ${serverLog.join("\n  ")}`;
    super(`${what}${said}\nWhat to do: ${remedy}`);
  }
}

/** What to do about a server that died with these last words. */
export function remedyFor(serverLog: readonly string[], folder: string): string {
  const words = serverLog.join("\n");
  const known = REMEDIES.find(([pattern]) => pattern.test(words));
  return known?.[1] ?? `Read the log in ${folder}. If the data may go, remove ${folder} and start again.`;
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, "Free some disk space, then start again; nothing acknowledged is lost."],
  [/could not (map|create) .*shared memory|Cannot allocate memory/,
    "Give the machine more memory, or put `shared_buffers = 64MB` into local.conf in the postgres folder."],
  [/error while loading shared libraries|GLIBC_|not found \(required by/,
    "Remove node_modules and start again. The programs need glibc: on Alpine (musl) they cannot run."],
  [/initialized by PostgreSQL version|database files are incompatible/,
    "The data come from another version of PostgreSQL: move the data folder away, or use the older release."],
  [/wrong ownership|invalid permissions|Permission denied/,
    "The postgres folder must belong to the user that runs the server, with mode 700: chown and chmod it."],
  [/could not look up effective user ID/,
    "The current user number has no entry in /etc/passwd: start as a user that has one."],
];
