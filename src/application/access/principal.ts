/** Who sends a request, and what that lets them do. */
import { permits, PERMISSIONS, type Role } from '../../contract/permissions.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** Whoever sends a request. */
export interface Principal {
  readonly kind: 'key' | 'person' | 'client';
  /** Names it among those of its kind. */
  readonly keyId: string;
  readonly name: string;
  /** System whose facts it may post; `null`: any that its roles allow. */
  readonly system: string | null;
  readonly roles: readonly Role[];
  /** Entities it covers; none: all. */
  readonly entities: readonly string[];
  /** Sites it covers; none: all. */
  readonly sites: readonly string[];
  /** May name the person on whose behalf it acts: the request then counts as that person's. */
  readonly speaksForPeople: boolean;
  /** Roles among its own that it took in an emergency: `bgl_3`. */
  readonly glass?: readonly string[];
}

/** The name under which a principal stands in the audit chain: `key/0a1b2c3d4e5f`, `person/ada+bgl_3`. */
export const principalRef = ({ kind, keyId, glass = [] }: Principal): string =>
  [`${kind}/${keyId}`, ...glass].join('+');

/** Whether a principal may call an operation at all. */
export function mayCall(principal: Principal, operation: string): Result<null, Refusal> {
  if (permits(operation, principal.roles)) return ok(null);
  const asked = PERMISSIONS[operation]?.roles ?? [];
  const isNobodys = typeof asked === 'string' || asked.length === 0;
  const needed = isNobodys ? 'a role that nobody has' : asked.join(', ');
  const has = principal.roles.length === 0 ? 'no role' : principal.roles.join(', ');
  const detail = `It takes one of ${needed}; ${principal.name} has ${has}.`;
  return err({ code: 'permission-denied', detail });
}

/** Whether a principal covers a site. */
export const coversSite = (principal: Principal, site: string | null): boolean =>
  principal.sites.length === 0 || (site !== null && principal.sites.includes(site));

/** Who did something, as far as a second person must be another one. */
export interface Maker {
  /** Person, as the audit chain names them. */
  readonly actor: string;
  /** Principal that sent the request, as {@link principalRef} names it. */
  readonly principal: string;
}

/**
 * Whether two acts are of two people. A key that speaks for people is as many people as it names;
 * anything else is one, whatever name it gives.
 */
export function isSecondPerson(maker: Maker, principal: Principal, actor: string): boolean {
  if (maker.actor === actor) return false;
  return maker.principal !== principalRef(principal) || principal.speaksForPeople;
}
