/** Follows what changes on the server: what is on the screen and changed is read again. */
import { useEffect } from 'react';
import { queryClient } from './client.ts';
import { setLive } from './live.ts';
import { setServerTime } from './server-time.ts';
import { credentials } from './session.ts';

/** Milliseconds without a word after which the page is not live any more. */
const SILENT_MS = 10_000;
/** Milliseconds between attempts to connect again. */
const AGAIN_MS = 2_000;
/** Milliseconds after which all that is shown is read again anyway: a notice may be lost. */
const ANYWAY_MS = 20_000;

interface Changed {
  readonly instances: readonly string[];
  readonly more: boolean;
  readonly cases: boolean;
  readonly commands: boolean;
  readonly messages: boolean;
  readonly stock: boolean;
}

interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** Whether what was read at an address may have changed. */
function isConcerned(key: readonly unknown[], changed: Changed): boolean {
  const [path, params] = key as readonly [string, Asked | undefined];
  if (params?.query?.['at'] !== undefined) return false;
  const number = params?.path?.['salesOrder'] ?? params?.path?.['rma'];
  if (number !== undefined) {
    return changed.more || changed.instances.some((instance) => instance.endsWith(`/${number}`));
  }
  // Medians of a month do not move by one fact.
  if (path === '/v1/console/durations') return changed.more;
  if (path.startsWith('/v1/case')) return changed.cases;
  if (path.startsWith('/v1/quarantine')) return changed.messages;
  if (/^\/v1\/(console\/stock|positions|ledger|availability)/.test(path)) return changed.stock;
  if (path.startsWith('/v1/commands')) return changed.commands;
  return true;
}

const refresh = (changed: Changed): void =>
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isConcerned(queryKey, changed) });

/** Keeps the page live for as long as it is shown. */
export function useFollow(): void {
  useEffect(() => {
    const stop = new AbortController();
    void follow(stop.signal);
    const anyway = setInterval(() => refresh(EVERYTHING), ANYWAY_MS);
    return () => {
      stop.abort();
      clearInterval(anyway);
    };
  }, []);
}

const EVERYTHING: Changed = {
  instances: [],
  more: true,
  cases: true,
  commands: true,
  messages: true,
  stock: true,
};

async function follow(signal: AbortSignal): Promise<void> {
  let lastId = '';
  while (!signal.aborted) {
    try {
      const response = await fetch('/v1/changes', {
        headers: { ...credentials(), ...(lastId === '' ? {} : { 'last-event-id': lastId }) },
        signal,
      });
      if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
      setLive(true, Date.now());
      for await (const event of eventsOf(response.body, signal)) {
        setLive(true, Date.now());
        if (event.id !== null) lastId = event.id;
        if (event.name === 'changed') refresh(JSON.parse(event.data) as Changed);
        else if (event.name === 'reset') refresh(EVERYTHING);
        else if (event.name === 'alive')
          setServerTime(Date.parse((JSON.parse(event.data) as { at: string }).at));
      }
    } catch {
      // The server is away, or the line is: it is said below, and tried again.
    }
    if (signal.aborted) return;
    setLive(false, Date.now());
    await new Promise((wake) => setTimeout(wake, AGAIN_MS));
  }
}

interface StreamEvent {
  readonly id: string | null;
  readonly name: string;
  readonly data: string;
}

/** Events of a stream; it ends when nothing comes for too long. */
async function* eventsOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let text = '';
  while (!signal.aborted) {
    const silent = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('silent')), SILENT_MS),
    );
    const { done, value } = await Promise.race([reader.read(), silent]).catch((error: unknown) => {
      void reader.cancel().catch(() => undefined);
      throw error;
    });
    if (done) return;
    text += value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) yield eventOf(event);
  }
}

function eventOf(text: string): StreamEvent {
  const member = (name: string): string | null =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  return { id: member('id'), name: member('event') ?? 'message', data: member('data') ?? '{}' };
}
