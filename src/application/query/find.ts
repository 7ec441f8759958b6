/** Which entities a key covers, and which instance a number means. */
import type { Refusal } from '../../contract/refusal.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Principal } from '../access/api-keys.ts';
import type { EntityScope, Reads } from './reads.ts';

/** Workflow whose instances are sales orders. */
export const ORDER_WORKFLOW = 'order-to-cash';

/** Workflow whose instances are returns. */
export const RETURN_WORKFLOW = 'return-to-credit';

/** Workflow whose instances are orders of ours at suppliers. */
const SUPPLY_WORKFLOW = 'inbound-supply';

/** Workflow whose instances are reservations. */
export const RESERVATION_WORKFLOW = 'inventory-reservation';

/** Workflow whose instances are channels. */
export const CHANNEL_WORKFLOW = 'channel-watch';

/** Whether a key covers an entity; a fact or message of no entity is seen by keys of all. */
export const covers = (principal: Principal, entity: string | null): boolean =>
  principal.entities.length === 0 || (entity !== null && principal.entities.includes(entity));

/** What a key may see, narrowed to one entity if the caller names one. */
export function entityScope(principal: Principal, named: string | null): Result<EntityScope, Refusal> {
  if (named === null) return ok(principal.entities.length === 0 ? null : principal.entities);
  return covers(principal, named) ? ok([named]) : err(notCovered(named));
}

export const notCovered = (entity: string): Refusal => ({
  code: 'entity-not-allowed',
  detail: `The key does not cover ${entity}.`,
  param: 'entity',
});

/** What holds for every entity is said by keys that cover every one. */
export const notCoveringAll = (what: string): Refusal => ({
  code: 'entity-not-allowed',
  detail: `${what} are for every entity, and the key does not cover all of them.`,
});

/** Entities that a reader may be given: those that it names, or all that its key covers; none: all. */
export function entitiesToRead(
  configured: ReadonlySet<string>,
  principal: Principal,
  named: readonly string[],
): Result<readonly string[], Refusal> {
  const unknown = named.find((entity) => !configured.has(entity));
  if (unknown !== undefined) {
    const detail = `There is no entity ${unknown}; configured: ${[...configured].join(', ')}.`;
    return err({ code: 'invalid-content', detail, param: '$.entities' });
  }
  const foreign = named.find((entity) => !covers(principal, entity));
  if (foreign !== undefined) return err(notCovered(foreign));
  return ok(named.length === 0 ? principal.entities : named);
}

/** Whether a key covers all that a reader is given. */
export const coversReader = (principal: Principal, given: readonly string[]): boolean =>
  principal.entities.length === 0 ||
  (given.length > 0 && given.every((entity) => principal.entities.includes(entity)));

/** The entity that a new statement belongs to. */
export function entityToWrite(
  configured: ReadonlySet<string>,
  principal: Principal,
  named: string | undefined,
): Result<string, Refusal> {
  const [only] = principal.entities;
  const entity = named ?? (principal.entities.length === 1 ? only : undefined);
  if (entity === undefined) {
    return err({
      code: 'entity-required',
      detail: 'The key covers several entities: name one.',
      param: '$.entity',
    });
  }
  if (!configured.has(entity)) {
    const detail = `There is no entity ${entity}; configured: ${[...configured].join(', ')}.`;
    return err({ code: 'invalid-request', detail, param: '$.entity' });
  }
  return covers(principal, entity) ? ok(entity) : err(notCovered(entity));
}

/** The instance of a sales order's number, among the entities that the key covers. */
export const findSalesOrder = (
  reads: Reads,
  principal: Principal,
  salesOrder: string,
  named: string | null,
): Promise<Result<string, Refusal>> =>
  findNumber(reads, principal, SALES_ORDERS, salesOrder, named);

/** The instance of a return's number, among the entities that the key covers. */
export const findReturn = (
  reads: Reads,
  principal: Principal,
  rma: string,
  named: string | null,
): Promise<Result<string, Refusal>> =>
  findNumber(reads, principal, RETURNS, rma, named);

/** The instance of an order at a supplier, among the entities that the key covers. */
export const findSupplyOrder = (
  reads: Reads,
  principal: Principal,
  purchaseOrder: string,
  named: string | null,
): Promise<Result<string, Refusal>> =>
  findNumber(reads, principal, SUPPLY_ORDERS, purchaseOrder, named);

/** The instance of a reservation's number, among the entities that the key covers. */
export const findReservation = (
  reads: Reads,
  principal: Principal,
  reservation: string,
  named: string | null,
): Promise<Result<string, Refusal>> =>
  findNumber(reads, principal, RESERVATIONS, reservation, named);

/** What a number names, in the words of whoever asks. */
interface Numbered {
  readonly workflow: string;
  readonly word: string;
  readonly param: string;
}

const SALES_ORDERS: Numbered = { workflow: ORDER_WORKFLOW, word: 'sales order', param: 'salesOrder' };
const RETURNS: Numbered = { workflow: RETURN_WORKFLOW, word: 'return', param: 'rma' };
const RESERVATIONS: Numbered = {
  workflow: RESERVATION_WORKFLOW, word: 'reservation', param: 'reservation',
};
const SUPPLY_ORDERS: Numbered = { workflow: SUPPLY_WORKFLOW, word: 'supply order', param: 'purchaseOrder' };

async function findNumber(
  reads: Reads,
  principal: Principal,
  { workflow, word, param }: Numbered,
  number: string,
  named: string | null,
): Promise<Result<string, Refusal>> {
  const scope = entityScope(principal, named);
  if (!scope.ok) return scope;
  const found = await reads.findInstances(workflow, number, scope.value);
  const [instance] = found;
  if (instance === undefined) {
    const none = `There is no ${word} ${number}.`;
    const detail = workflow === ORDER_WORKFLOW ? await whatElse(reads, none, number, scope.value) : none;
    return err({ code: 'not-found', detail, param });
  }
  if (found.length > 1) {
    const entities = found.map((key) => key.split('/', 1)[0]).join(', ');
    const detail = `Several entities have a ${word} ${number}: ${entities}.`;
    return err({ code: 'entity-required', detail, param: 'entity' });
  }
  return ok(instance);
}

/** Says that there is no such order, and what else the name means. */
async function whatElse(reads: Reads, none: string, name: string, entities: EntityScope): Promise<string> {
  const [channel] = await reads.findInstances(CHANNEL_WORKFLOW, name, entities);
  if (channel === undefined) return none;
  return `${none} ${name} is a channel: GET /v1/cases?instance=${channel} lists what is odd about it.`;
}
