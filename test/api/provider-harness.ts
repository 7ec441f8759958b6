/** The API with a real OpenID provider beside it, by which people and machines come in. */
import type { FastifyInstance } from 'fastify';
import { SystemClock } from '../../src/main/clocks.ts';
import { openApi, type Harness } from './harness.ts';
import {
  AUDIENCE,
  CLIENT_SECRET,
  openIdentityProvider,
  type TestProvider,
} from '../support/identity-provider.ts';

/** Where browsers reach the API, as far as the provider is told: tests go there by themselves. */
const PUBLIC = 'http://127.0.0.1:9';

export interface ProviderHarness {
  readonly provider: TestProvider;
  readonly harness: Harness;
  close(): Promise<void>;
}

/** Opens both; tokens end by the time that really runs. */
export async function openWithProvider(
  options: { readonly extend?: (app: FastifyInstance) => void } = {},
): Promise<ProviderHarness> {
  const provider = await openIdentityProvider(`${PUBLIC}/v1/session/callback`);
  const harness = await openApi({
    ...options,
    wallClock: new SystemClock(),
    environment: { OIDC_SECRET: CLIENT_SECRET },
    configure: (input) => ({
      ...input,
      access: {
        publicUrl: PUBLIC,
        oidc: {
          issuer: provider.issuer,
          clientId: 'console',
          clientSecretFrom: 'OIDC_SECRET',
          groups: {
            'credit-desk': { roles: ['finance'], entities: ['uk'] },
            'audit': { roles: ['auditor'] },
          },
          audience: AUDIENCE,
          clients: { robot: { roles: ['system'], system: 'wms' } },
        },
      },
    }),
  });
  return {
    provider,
    harness,
    close: async () => {
      await provider.close();
      await harness.close();
    },
  };
}
