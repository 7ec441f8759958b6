/** A real OpenID provider in this process, with a place to tamper with what it answers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

export const AUDIENCE = 'https://crossdock.test/api';
const SECRET = 'a secret of the client';

export interface TestProvider {
  readonly issuer: string;
  /** Signs a token with the provider's own key. */
  sign(claims: JWTPayload, header?: Record<string, string>): Promise<string>;
  /** Replaces the identity token of the next answers; `null`: leave it. */
  tamper: ((idToken: string) => Promise<string>) | null;
  /** Answers a machine's access token (client credentials). */
  accessToken(clientId: string, resource: string): Promise<string>;
  close(): Promise<void>;
}

export async function openIdentityProvider(callback: string): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'the-key', use: 'sig', alg: 'RS256' };
  const groups: Readonly<Record<string, string[]>> = { ada: ['credit-desk'], eve: ['elsewhere'], bob: ['credit-desk', 'audit'] };
  const configuration: Configuration = {
    jwks: { keys: [jwk] } as NonNullable<Configuration['jwks']>,
    clients: [
      {
        client_id: 'console', client_secret: SECRET, redirect_uris: [callback],
        response_types: ['code'], grant_types: ['authorization_code'],
      },
      ...['robot', 'stranger'].map((client_id) => ({
        client_id, client_secret: SECRET, redirect_uris: [], response_types: [],
        grant_types: ['client_credentials'],
      })),
    ],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, name: `${id} of the test`, groups: groups[id] ?? [] }),
    }),
    cookies: { keys: ['a key of the cookies'] },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: '', audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
  const provider = new Provider(issuer, configuration);
  const tools: TestProvider = {
    issuer,
    tamper: null,
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'the-key', ...header }).sign(privateKey),
    async accessToken(clientId, resource) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(SECRET)}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
      });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path === '/token' && tools.tamper !== null && typeof body?.id_token === 'string') {
      body.id_token = await tools.tamper(body.id_token);
    }
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return tools;
}

export const CLIENT_SECRET = SECRET;

/** Follows a browser through the provider's pages; answers the address that it is sent back to. */
export async function signInThere(start: string, login: string): Promise<string> {
  const jar = new Map<string, string>();
  let [url, form]: [string, Record<string, string> | null] = [start, null];
  for (let step = 0; step < 20; step++) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === null ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === '') jar.delete(name!);
      else jar.set(name!, value!);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    form = null;
    if (location !== null) {
      const next: string = new URL(location, url).href;
      if (new URL(next).origin !== new URL(start).origin) return next;
      url = next;
      continue;
    }
    const action = /action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined) throw new Error(`the provider answered ${response.status}: ${text.slice(0, 300)}`);
    const prompt = /name="prompt" value="(\w+)"/.exec(text)![1]!;
    url = new URL(action, url).href;
    form = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt };
  }
  throw new Error('the provider sends in circles');
}
