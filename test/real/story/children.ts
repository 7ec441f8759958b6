/** Processes of a story, which may be struck at any moment. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts one, and waits for what it says first. */
export async function startChild(name: string, file: string): Promise<{ child: ChildProcess; said: unknown }> {
  const script = join(import.meta.dirname, name);
  const child = fork(script, [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${String(code)} before it said a word`);
  });
  const [said] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  ended.catch(() => undefined);
  return { child, said };
}
