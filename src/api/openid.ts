/** OpenID Connect: authorization code with PKCE for people, access tokens checked by JWKS for machines. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import type { IdentityProvider, ProvenIdentity } from '../application/ports/identity-provider.ts';
import type { Logger } from '../application/ports/logger.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Signatures that are believed: asymmetric ones only, so that no public key is taken for a secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Seconds by which the provider's clock may differ. */
const TOLERANCE_SECONDS = 30;
/** A token that is older was not made for a request of now. */
const TOKEN_AGE_MAX = '1 day';

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly scope: string;
  /** Audience that access tokens of machines must name. */
  readonly audience: string;
}

export function openIdProvider(settings: OpenIdSettings, logger: Logger): IdentityProvider {
  const { issuer, clientId, clientSecret, scope, audience } = settings;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(issuer).hostname);
  let discovered: Promise<openid.Configuration> | null = null;

  /** What the provider says of itself; asked once, and again after a failure. */
  const discover = (): Promise<openid.Configuration> => {
    discovered ??= openid
      .discovery(
        new URL(issuer),
        clientId,
        clientSecret ?? undefined,
        clientSecret === null ? openid.None() : openid.ClientSecretBasic(clientSecret),
        {
          // The signature of the identity token is checked although it came over the provider's own line.
          execute: [openid.enableNonRepudiationChecks, ...(isLocal ? [openid.allowInsecureRequests] : [])],
        },
      )
      .catch((error: unknown) => {
        discovered = null;
        throw error;
      });
    return discovered;
  };
  let keys: ReturnType<typeof createRemoteJWKSet> | null = null;

  return {
    async begin(redirectUri) {
      const [state, nonce, verifier] = [
        openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier(),
      ];
      const url = openid.buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, state, nonce, verifier };
    },
    async finish(callback, { state, nonce, verifier }): Promise<Result<ProvenIdentity, string>> {
      const configuration = await discover();
      try {
        const tokens = await openid.authorizationCodeGrant(configuration, callback, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) return err('The provider sent no identity.');
        return ok({ issuer: claims.iss, subject: claims.sub, claims });
      } catch (error) {
        const { cause } = error as Error;
        const details = { error: String(error), cause: String(cause) };
        logger.warn('a sign-in at the identity provider was not believed', details);
        return err('What the identity provider answered is not believed.');
      }
    },
    async clientOf(token) {
      try {
        const { jwks_uri: uri } = (await discover()).serverMetadata();
        if (uri === undefined) return null;
        keys ??= createRemoteJWKSet(new URL(uri));
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms: ALGORITHMS,
          clockTolerance: TOLERANCE_SECONDS,
          maxTokenAge: TOKEN_AGE_MAX,
          requiredClaims: ['exp', 'iat'],
        });
        const { client_id: id, azp, sub } = payload;
        const client = [id, azp, sub].find((name) => typeof name === 'string');
        return client === undefined ? null : { issuer, clientId: client as string };
      } catch (error) {
        logger.warn('an access token was not believed', { error: String(error) });
        return null;
      }
    },
  };
}
