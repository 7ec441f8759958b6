/**
 * Dock, inspector and ledger of returns, answering at once as `instant-systems.ts` does for orders. Who
 * owns the billed lines, and the policies, are the real ones on the database that is measured.
 */
import { join } from 'node:path';
import type pg from 'pg';
import type { Connector } from '../src/application/ports/connector.ts';
import type { Workflow } from '../src/application/ports/workflow.ts';
import { entitlements, ENTITLEMENTS_SYSTEM } from '../src/application/returns/entitlements.ts';
import { returnPolicies, type ReturnTerms } from '../src/application/returns/policies.ts';
import { COMMANDS, FACTS } from '../src/canonical/catalogue.ts';
import { lotNumber } from '../src/canonical/facts/lot-stated.v1.ts';
import type { Fault } from '../src/canonical/fact-type.ts';
import { unstatedLot } from '../src/domain/inventory/shelf-life.ts';
import { localDateIn } from '../src/kernel/calendar.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { DAY_MS } from '../src/kernel/instant.ts';
import { readPolicies } from '../src/main/config/policies.ts';
import { composePolicies } from '../src/main/policies.ts';
import { postgresEntitlements } from '../src/postgres/entitlement-store.ts';
import { standingLots } from '../src/postgres/queries/lots.ts';
import type { CommandContent, FactContent } from '../src/simulation/contents.ts';
import { billedOrderOf } from '../src/workflows/order-to-cash/billed-lines.ts';
import type { ReturnToCreditPolicy } from '../src/workflows/return-to-credit/policy.ts';
import { replied, zero, type Replies } from './instant-systems.ts';
import { benchPolicy, ENTITY, SITE } from './policy.ts';

/** The distributor of the benchmark, as returns know it. */
export const benchReturnPolicy: ReturnToCreditPolicy = {
  entities: benchPolicy.entities,
  systems: { entitlements: ENTITLEMENTS_SYSTEM, wms: 'wms', ledger: 'erp', payment: 'payment' },
  returnSites: new Map([[ENTITY, SITE]]),
  arrivalMs: 30 * DAY_MS,
  closedPeriod: 'park',
  slaMs: { authorization: DAY_MS, inspection: DAY_MS, placement: DAY_MS, credit: DAY_MS },
};

/** What a dock expects comes, whole and as new, and is inspected; what is to be posted is posted. */
export const RETURN_REPLIES: Replies = {
  [COMMANDS.expectReturn.type]: (command, content, now) => {
    const { rma, site, lines } = content as CommandContent<'expectReturn'>;
    const received: FactContent<'returnReceived'> = {
      rma,
      receipt: `RR-${rma}`,
      version: 1,
      site,
      receivedAt: now,
      lines: lines.map(({ line, item, quantity }) => ({ receiptLine: line, line, item, quantity })),
    };
    const inspected: FactContent<'inspectionCompleted'> = {
      rma,
      inspection: `IN-${rma}`,
      version: 1,
      receipt: received.receipt,
      inspectedAt: now,
      inspectedBy: 'inspector',
      lines: lines.map(({ line, quantity }) => ({
        part: line,
        receiptLine: line,
        quantity,
        grade: 'as-new',
        faultOf: 'customer',
        chainUnbroken: true,
        repairable: false,
      })),
      evidence: [],
    };
    const { returnReceived, inspectionCompleted } = FACTS;
    return {
      answer: [],
      afterwards: [
        { ...replied(command, returnReceived.type, `rec/${rma}`, received, now), source: 'wms' },
        { ...replied(command, inspectionCompleted.type, `ins/${rma}`, inspected, now), source: 'wms' },
      ],
    };
  },
  [COMMANDS.placeReturnedGoods.type]: (command, content, now) => {
    const { rma, of, inspection, site, lines } = content as CommandContent<'placeReturnedGoods'>;
    const version = command.generation;
    const placed: FactContent<'inventoryDispositionUpdated'> = { rma, inspection, version, of, site, lines };
    const { type } = FACTS.inventoryDispositionUpdated;
    return { answer: [replied(command, type, `plc/${inspection}/${version}`, placed, now)], afterwards: [] };
  },
  [COMMANDS.postCreditMemo.type]: (command, content, now) => {
    const asked = content as CommandContent<'postCreditMemo'>;
    const { rma, credit, salesOrder, invoice, postingDate, lines, tax, gross } = asked;
    const creditMemo = `CM-${rma}`;
    const posted: FactContent<'creditMemoPosted'> = {
      rma, credit, generation: command.generation, creditMemo, invoice, salesOrder, postingDate,
      lines: lines.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      // The invoices of the benchmark are paid: the credit stays on the account of the customer.
      tax, gross, applied: zero(gross.currency), open: gross,
    };
    const { type } = FACTS.creditMemoPosted;
    return { answer: [replied(command, type, `crm/${creditMemo}`, posted, now)], afterwards: [] };
  },
};

const TERMS: ReturnTerms = {
  returnDaysOf: () => 30,
  warrantyDaysOf: () => 0,
  agreementOf: () => 'standard',
  listPriceOf: () => undefined,
  isRegulated: () => false,
};

const POLICY_FOLDER = join(import.meta.dirname, '../policies');

/** The systems that are ourselves: the owner of the billed lines, and the decision tables in force. */
export async function ownSystems(
  pool: pg.Pool,
  clock: Clock,
  salesOrders: Workflow,
): Promise<readonly Connector[]> {
  const faults: Fault[] = [];
  const files = readPolicies(POLICY_FOLDER, faults);
  if (faults.length > 0) throw new Error(`the policies do not hold: ${faults[0]!.path} ${faults[0]!.message}`);
  const { policies, policyKeeper, policy } = composePolicies(files, pool, clock);
  await policyKeeper.open();
  const owner = entitlements({
    store: postgresEntitlements(pool),
    clock,
    salesOrders,
    billedOrderOf,
    policiesOf: (_, lots) => returnPolicies(policies, TERMS, benchPolicy.rounding, lots),
    lotsOf: async (entity, { parts }) => {
      const names = parts.flatMap(({ item, lot }) => (lot === undefined ? [] : [{ item, lot }]));
      const standing = await standingLots(pool, entity, names);
      return {
        today: localDateIn('UTC', clock.now()),
        termsOf: (item, lot) => standing.get(lotNumber({ item, lot })) ?? unstatedLot(lot),
        lifeDaysOf: () => 0,
      };
    },
  });
  return [owner, policy];
}
