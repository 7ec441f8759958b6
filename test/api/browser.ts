/** A browser, as far as cookies go: keeps what it is given and sends it back. */
import type { Answer, Client, RequestOptions } from './client.ts';

type Method = Parameters<Client>[0];

export interface Browser {
  readonly cookies: Map<string, string>;
  csrf: string;
  ask(method: Method, path: string, options?: RequestOptions): Promise<Answer>;
  signIn(name: string, password: string): Promise<Answer>;
}

export function openBrowser(call: Client): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    csrf: '',
    async ask(method, path, options = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = {
        ...(cookie === '' ? {} : { cookie }),
        ...(browser.csrf === '' ? {} : { 'x-csrf-token': browser.csrf }),
        ...options.headers,
      };
      const answer = await call(method, path, { ...options, headers, key: null });
      for (const set of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        if (value === '') cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      return answer;
    },
    async signIn(name, password) {
      const answer = await browser.ask('POST', '/v1/session', { body: { name, password } });
      if (answer.status === 200) browser.csrf = answer.body.csrfToken;
      return answer;
    },
  };
  return browser;
}
