/** An identity provider of the house (OpenID Connect): people sign in there, machines get their tokens. */
import type { Result } from '../../kernel/result.ts';

/** What is remembered from leaving for the provider to coming back. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: whoever intercepts the code cannot redeem it. */
  readonly verifier: string;
}

/** Who signed in, as the provider says and its signature proves. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A client whose access token is good. */
export interface ProvenClient {
  readonly issuer: string;
  readonly clientId: string;
}

export interface IdentityProvider {
  /** Where to send a browser, and what to remember of it. @throws when the provider does not answer. */
  begin(redirectUri: string): Promise<SignInSecrets & { readonly url: string }>;
  /** Redeems what a browser came back with; or says why it is not believed. */
  finish(callback: URL, secrets: SignInSecrets): Promise<Result<ProvenIdentity, string>>;
  /** The client of an access token, if signature, issuer, audience and time are right. */
  clientOf(token: string): Promise<ProvenClient | null>;
}
