/** Requests to endpoints that partners name: anybody may name anything, so most addresses are refused. */
export type WebhookAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  /** Nothing was sent: the address is not one that we speak to. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No answer, or none in time: it may have arrived. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface WebhookPoster {
  /** Why a URL can never be a receiver; `null`: it may be. Its addresses are checked when it is used. */
  faultOf(url: string): string | null;
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookAnswer>;
  close(): Promise<void>;
}
