/** Records over all systems: find, read, merge, split, decide, and who owns which field. */
import type { FastifyInstance } from 'fastify';
import { entityScope, entityToWrite } from '../application/query/find.ts';
import type { Merge } from '../application/ports/record-store.ts';
import type { RecordName, RecordReading } from '../application/records/record-desk.ts';
import * as contract from '../contract/resources/records.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { RecordKind } from '../workflows/master-data/policy.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveRecords(app: FastifyInstance, deps: ApiDeps): void {
  const { recordDesk } = deps;
  /** The record that a request names, in the entity that it names or that the key implies. */
  const nameOf = (
    caller: Caller,
    { kind, record }: { kind: RecordKind; record: string },
    entity: string | undefined,
  ): RecordName => ({
    entity: expect(entityToWrite(deps.entities, caller.principal, entity)),
    kind,
    number: record,
  });

  serve(app, deps, contract.findNumber, async ({ query, caller }) => {
    const { number, entity = null } = query;
    const scope = expect(entityScope(caller.principal, entity));
    const records = await recordDesk.find(number, scope);
    if (records.length > 0) return { status: 200, body: { number, records } };
    throw new RefusedError({
      code: 'not-found',
      detail: `No record has the number ${number} in any system.`,
      param: 'number',
    });
  });

  serve(app, deps, contract.getRecord, async ({ params, query, caller }) => {
    const name = nameOf(caller, params, query.entity);
    const reading = await recordDesk.read(name);
    if (reading !== null) return { status: 200, body: recordAnswer(reading) };
    const detail = `There is no ${name.kind} ${name.number} in ${name.entity}.`;
    throw new RefusedError({ code: 'not-found', detail, param: 'record' });
  });

  serve(app, deps, contract.listDuplicates, async ({ params, query, caller }) => {
    const entity = expect(entityToWrite(deps.entities, caller.principal, query.entity));
    const items = await recordDesk.duplicates(entity, params.kind);
    return { status: 200, body: { items: items.slice(0, query.limit) } };
  });

  serve(app, deps, contract.mergeRecord, async ({ params, body, caller }) => {
    const name = nameOf(caller, params, body.entity);
    const merge = expect(await recordDesk.merge(name, body.into, caller.actor, body.reason));
    return { status: 200, body: mergeAnswer(merge) };
  });

  serve(app, deps, contract.previewMerge, async ({ params, body, caller }) => {
    const name = nameOf(caller, params, body.entity);
    const { kind, number, into, fields, aliases } = expect(await recordDesk.previewMerge(name, body.into));
    return { status: 200, body: { kind, record: number, into, fields, numbers: aliases.map(numberAnswer) } };
  });

  serve(app, deps, contract.splitRecord, async ({ params, body, caller }) => {
    const name = nameOf(caller, params, body.entity);
    const stood = expect(await recordDesk.split(name, caller.actor, body.reason));
    return { status: 200, body: mergeAnswer(stood) };
  });

  serve(app, deps, contract.decideField, async ({ params, body, caller }) => {
    const { entity, reason, ...choice } = body;
    const name = nameOf(caller, params, entity);
    return { status: 200, body: expect(await recordDesk.decide(name, choice, caller.actor, reason)) };
  });

  serve(app, deps, contract.getOwnership, async () => ({ status: 200, body: await deps.ownership() }));
}

const mergeAnswer = ({ kind, record, into, mergedBy, mergedAt }: Merge) => ({
  kind,
  record,
  into,
  mergedBy,
  mergedAt: formatInstant(mergedAt),
});

function numberAnswer(alias: string) {
  const [as = '', number = '', ...whose] = alias.split(':');
  return { as, number, whose: whose.join(':') || null };
}

function recordAnswer({ view, aliases, merges, mergedInto, ...name }: RecordReading) {
  return {
    ...name,
    fields: [...view.fields].map(([field, { value, from, isOpen, of, others }]) => ({
      field,
      value,
      from,
      isOpen,
      of,
      others: others.map(({ system, number, value: said, saidAt, because }) => ({
        system,
        number,
        value: said,
        because,
        saidAt: formatInstant(saidAt),
      })),
    })),
    holdings: view.holdings.map(({ system, number, version, values, echo }) => ({
      system,
      number,
      version,
      values: Object.fromEntries(values),
      isEcho: echo !== null,
    })),
    numbers: aliases.map(numberAnswer),
    merged: merges.map(({ record, reason, mergedBy, mergedAt }) => ({
      number: record,
      reason,
      mergedBy,
      mergedAt: formatInstant(mergedAt),
    })),
    mergedInto: mergedInto?.into ?? null,
  };
}
