/** A client that holds every answer against the OpenAPI document. */
import { connect } from 'node:net';
import { assertDocumented } from './contract.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

export interface RequestOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly key?: string | null;
}

export type Client = (method: Method, path: string, options?: RequestOptions) => Promise<Answer>;

/** A client of one server; `key` is sent unless a request says otherwise. */
export function clientOf(url: string, key: string): Client {
  return async (method, path, options = {}) => {
    const { body, raw } = options;
    const headers: Record<string, string> = { ...options.headers };
    const token = options.key === undefined ? key : options.key;
    if (token !== null) headers['authorization'] ??= `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] ??= 'application/json';
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload as string }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const answer = { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
    assertDocumented(method, path, answer);
    return answer;
  };
}

/** What a sender hears that reads nothing before its whole request is on the wire, as text. */
export function sentWhole(url: string, head: readonly string[], body: Buffer): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).pause().on('error', reject);
    socket.write([...head, `host: ${host}`, '', ''].join('\r\n'));
    const isChunked = head.includes('transfer-encoding: chunked');
    const pieces = isChunked ? [`${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'] : [body];
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1)!, () => {
      let text = '';
      socket.setEncoding('latin1').on('data', (part: string) => (text += part));
      socket.once('close', () => resolve(text)).resume();
    });
  });
}
