/** Composition of return-to-credit: its workflow, and the owner of the billed lines that it asks. */
import type pg from 'pg';
import type { Connector } from '../application/ports/connector.ts';
import type { PolicyBook } from '../application/ports/policy-book.ts';
import type { Workflow } from '../application/ports/workflow.ts';
import {
  entitlements,
  ENTITLEMENTS_SYSTEM,
  type EntitlementOptions,
} from '../application/returns/entitlements.ts';
import type { ReturnsDesk } from '../api/deps.ts';
import { inquireEligibility } from '../application/returns/inquiry.ts';
import { returnPolicies, type KnownLots, type ReturnTerms } from '../application/returns/policies.ts';
import { lotNumber } from '../canonical/facts/lot-stated.v1.ts';
import { lifeDaysOf, NO_SHELF_LIFE_POLICY, unstatedLot } from '../domain/inventory/shelf-life.ts';
import type { ReturnPolicies } from '../domain/returns/answers.ts';
import { localDateIn } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { standingLots } from '../postgres/queries/lots.ts';
import { postgresReads } from '../postgres/queries/reads.ts';
import { postgresEntitlements } from '../postgres/entitlement-store.ts';
import { billedOrderOf } from '../workflows/order-to-cash/billed-lines.ts';
import { ledgerOf } from '../workflows/order-to-cash/policy.ts';
import type { ReturnToCreditPolicy } from '../workflows/return-to-credit/policy.ts';
import { returnToCredit } from '../workflows/return-to-credit/workflow.ts';
import type { Config } from './config/config.ts';

/** The workflow, by the rules of the configuration. */
export const returnWorkflow = (config: Config): Workflow => returnToCredit(returnPolicyOf(config));

/** What return-to-credit is told by the configuration. */
export function returnPolicyOf({
  policy,
  returnToCredit: returns,
  sites,
}: Config): ReturnToCreditPolicy {
  const returnSites = new Map<string, string>();
  for (const [site, { entity }] of Object.entries(sites)) {
    if (!returnSites.has(entity)) returnSites.set(entity, returns.sites[entity] ?? site);
  }
  return {
    entities: policy.entities,
    systems: {
      entitlements: ENTITLEMENTS_SYSTEM,
      wms: policy.systems.wms,
      ledger: ledgerOf(policy),
      payment: policy.systems.payment,
      ...(returns.crm === undefined ? {} : { crm: returns.crm }),
    },
    ...(policy.documents === undefined ? {} : { documents: policy.documents }),
    returnSites,
    arrivalMs: returns.arrival,
    closedPeriod: returns.closedPeriod ?? policy.closedPeriod,
    slaMs: returns.sla,
  };
}

/** What was agreed about returns beside the decision tables. */
function termsOf({ returnToCredit: returns }: Config): ReturnTerms {
  const regulated = new Set(returns.regulatedItems);
  return {
    returnDaysOf: (customer) => returns.returnDaysOf[customer] ?? returns.returnDays,
    warrantyDaysOf: (item) => returns.warrantyDaysOf[item] ?? returns.warrantyDays,
    agreementOf: (customer) => returns.agreements[customer] ?? 'standard',
    listPriceOf: (item) => returns.listPrices[item],
    isRegulated: (item) => regulated.has(item),
  };
}

interface Parts {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly salesOrders: Workflow;
  readonly policies: PolicyBook;
}

/** The owner of the billed lines, in this process and on its database. */
export const ownEntitlements = (parts: Parts): Connector => entitlements(optionsOf(parts));

function optionsOf({ config, pool, clock, salesOrders, policies }: Parts) {
  const terms = termsOf(config);
  const { rounding, shelfLife = NO_SHELF_LIFE_POLICY } = config.policy;
  const policiesOf = (_: string, lots?: KnownLots): ReturnPolicies =>
    returnPolicies(policies, terms, rounding, lots);
  const lotsOf: EntitlementOptions['lotsOf'] = async (entity, { site, parts }) => {
    const names = parts.flatMap(({ item, lot }) => (lot === undefined ? [] : [{ item, lot }]));
    const standing = await standingLots(pool, entity, names);
    const { zone } = (site === undefined ? undefined : config.sites[site]) ?? config.entities[entity]!;
    return {
      today: localDateIn(zone, clock.now()),
      termsOf: (item, lot) => standing.get(lotNumber({ item, lot })) ?? unstatedLot(lot),
      lifeDaysOf: (item, customer) => lifeDaysOf(shelfLife, item, customer),
    };
  };
  return { store: postgresEntitlements(pool), clock, salesOrders, billedOrderOf, policiesOf, lotsOf };
}

/** What the API asks about returns. */
export function returnsDesk(parts: Parts): ReturnsDesk {
  const options = { ...optionsOf(parts), reads: postgresReads(parts.pool) };
  return {
    policy: returnPolicyOf(parts.config),
    eligibility: (entity, inquiry) => inquireEligibility(options, entity, inquiry),
  };
}
