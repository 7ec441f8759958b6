/** Customers and items over all systems: found by any number, weighed field by field, merged by people. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const finding = z
  .object({
    kind: z.string().meta({ description: 'What it is', examples: ['sales-order'] }),
    number: z.string().meta({ description: 'Our number of it', examples: ['SO-1001'] }),
    entity: z.string().meta({ examples: ['uk'] }),
    instance: z.string().meta({ examples: ['uk/sales-order/SO-1001'] }),
    lifecycle: z.string().meta({ examples: ['shipped'] }),
    openCases: shape.count('Cases that are open'),
    matched: z
      .array(
        z.object({
          as: z.string().meta({ description: 'What the number is to it', examples: ['shipment'] }),
          whose: z
            .string()
            .nullable()
            .meta({ description: 'System, or customer, whose number it is', examples: ['erp'] }),
        }),
      )
      .meta({ description: 'Why it was found' }),
    merged: z.array(z.string()).meta({ description: 'Records that the number led to, merged into this one' }),
  })
  .meta({ id: 'Finding' });

export const findNumber = defineOperation({
  id: 'findNumber',
  method: 'get',
  path: '/v1/find',
  tag: 'Records',
  summary: "Find the record that any system's number means",
  description:
    'Numbers of orders, shipments, invoices, payments, tracking, purchase orders, customers, items, lots ' +
    'and reservations, whichever system they come from. Usually there is one record; a number that several ' +
    'systems use for different things finds each.',
  access: 'key',
  query: z.strictObject({
    number: shape.composedName('Number, as the other system writes it', 'SH-1'),
    entity: shape.entityFilter,
  }),
  answers: {
    200: {
      description: 'What it means',
      schema: z
        .object({ number: z.string(), records: z.array(finding) })
        .meta({ id: 'Findings' }),
    },
  },
  errors: ['not-found'],
});

const kind = z.enum(['customer', 'item']).meta({ description: 'Kind of record', examples: ['customer'] });
const record = shape.identifier('Our number of the record', 'C-17');

const word = z.object({
  system: z.string().meta({ examples: ['shop'] }),
  number: z.string().meta({ description: 'Number of the record in that system' }),
  value: z.string(),
  because: z.enum(['not-owner', 'echo', 'lost', 'undecided']).meta({
    description:
      '`not-owner`: it may not say this field. `echo`: it repeats what we told it. `lost`: the declared ' +
      'policy prefers another. `undecided`: a person must pick.',
  }),
  saidAt: shape.instant('When it said so'),
});

const otherNumber = z.object({ as: z.string(), number: z.string(), whose: z.string().nullable() });

const recordAnswer = z
  .object({
    kind,
    number: z.string().meta({ examples: ['C-17'] }),
    entity: z.string().meta({ examples: ['uk'] }),
    fields: z.array(
      z.object({
        field: z.string().meta({ examples: ['name'] }),
        value: z.string().nullable().meta({ description: 'What is true; null: nobody knows, or it is open' }),
        from: z
          .object({ system: z.string(), number: z.string() })
          .nullable()
          .meta({ description: 'Whose word it is' }),
        isOpen: z.boolean().meta({ description: 'A person must pick whose word counts' }),
        of: z.string().meta({ description: 'Names the words that there are to choose from' }),
        others: z.array(word).meta({ description: 'Words that do not count, kept and shown' }),
      }),
    ),
    holdings: z
      .array(
        z.object({
          system: z.string(),
          number: z.string(),
          version: z.int(),
          values: z.record(z.string(), z.string()),
          isEcho: z.boolean().meta({ description: 'It answers an update of ours' }),
        }),
      )
      .meta({ description: 'What each system holds' }),
    numbers: z
      .array(otherNumber)
      .meta({ description: "Other systems' numbers of it" }),
    merged: z.array(
      z.object({
        number: z.string(),
        reason: z.string(),
        mergedBy: z.string(),
        mergedAt: shape.instant('When'),
      }),
    ),
    mergedInto: z
      .string()
      .nullable()
      .meta({ description: 'The record that stands for it', examples: [null] }),
  })
  .meta({ id: 'MasterRecord' });

export const getRecord = defineOperation({
  id: 'getRecord',
  method: 'get',
  path: '/v1/records/{kind}/{record}',
  tag: 'Records',
  summary: 'Tell what is true of a customer or an item, and who says otherwise',
  access: 'key',
  params: z.strictObject({ kind, record }),
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: { 200: { description: 'The record', schema: recordAnswer } },
  errors: ['entity-required'],
});

export const listDuplicates = defineOperation({
  id: 'listDuplicates',
  method: 'get',
  path: '/v1/duplicates/{kind}',
  tag: 'Records',
  summary: 'Suggest records that may be one, the most alike first',
  description: 'By name, address, tax number and GTIN. A suggestion with its reasons: only people merge.',
  access: 'key',
  params: z.strictObject({ kind }),
  query: z.strictObject({ entity: shape.entityFilter, limit: shape.pageSize }),
  answers: {
    200: {
      description: 'Pairs',
      schema: z
        .object({
          items: z.array(
            z.object({
              a: z.string().meta({ examples: ['C-17'] }),
              b: z.string().meta({ examples: ['C-18'] }),
              score: z.int().min(0).max(100).meta({ description: '100: nearly certain' }),
              reasons: z.array(z.string()),
            }),
          ),
        })
        .meta({ id: 'Duplicates' }),
      example: { items: [{ a: 'C-17', b: 'C-18', score: 90, reasons: ['same tax number GB1'] }] },
    },
  },
  errors: ['entity-required'],
});

const entity = shape.identifier('Business entity; may be left out by a key of one', 'uk').optional();
const mergeAnswer = z
  .object({
    kind,
    record: z.string(),
    into: z.string(),
    mergedBy: z.string(),
    mergedAt: shape.instant('When it was merged'),
  })
  .meta({ id: 'Merge' });

export const mergeRecord = defineOperation({
  id: 'mergeRecord',
  method: 'post',
  path: '/v1/records/{kind}/{record}/merge',
  tag: 'Records',
  summary: 'Say that a record is another one: from now on its numbers lead there',
  description: 'Nothing of either record is rewritten, so that `split` takes it back without loss.',
  access: 'key',
  params: z.strictObject({ kind, record }),
  body: z
    .strictObject({
      entity,
      into: shape.identifier('The record that stands for both', 'C-18'),
      reason: shape.note('Why they are one', 'same tax number, asked the customer'),
    })
    .meta({ id: 'MergeRecord' }),
  bodyExample: { entity: 'uk', into: 'C-18', reason: 'same tax number, asked the customer' },
  answers: { 200: { description: 'They are one', schema: mergeAnswer } },
  errors: ['not-possible-now', 'entity-required', 'entity-not-allowed'],
});

export const previewMerge = defineOperation({
  id: 'previewMerge',
  method: 'post',
  path: '/v1/records/{kind}/{record}/merge/preview',
  tag: 'Records',
  summary: 'Tell what a merge would come to, and change nothing',
  access: 'key',
  params: z.strictObject({ kind, record }),
  body: z
    .strictObject({ entity, into: shape.identifier('The record that would stand for both', 'C-18') })
    .meta({ id: 'MergeToPreview' }),
  bodyExample: { entity: 'uk', into: 'C-18' },
  answers: {
    200: {
      description: 'What would be different',
      schema: z
        .object({
          kind,
          record: z.string(),
          into: z.string(),
          fields: z
            .array(
              z.object({
                field: z.string().meta({ examples: ['name'] }),
                now: z.string().nullable().meta({ description: 'Of the record that would stand' }),
                merged: z.string().nullable().meta({ description: 'What would be true of both' }),
                isOpen: z.boolean().meta({ description: 'A person would have to pick' }),
              }),
            )
            .meta({ description: 'Fields that would change' }),
          numbers: z.array(otherNumber).meta({ description: 'Numbers that would lead elsewhere' }),
        })
        .meta({ id: 'MergePreview' }),
    },
  },
  errors: ['not-possible-now', 'entity-required', 'entity-not-allowed'],
});

export const splitRecord = defineOperation({
  id: 'splitRecord',
  method: 'post',
  path: '/v1/records/{kind}/{record}/split',
  tag: 'Records',
  summary: 'Take a merge back: both records are as they were',
  access: 'key',
  params: z.strictObject({ kind, record }),
  body: z
    .strictObject({ entity, reason: shape.note('Why they are two', 'two branches with one tax number') })
    .meta({ id: 'SplitRecord' }),
  bodyExample: { entity: 'uk', reason: 'two branches with one tax number' },
  answers: { 200: { description: 'The merge that stood', schema: mergeAnswer } },
  errors: ['not-possible-now', 'entity-required', 'entity-not-allowed'],
});

export const decideField = defineOperation({
  id: 'decideField',
  method: 'post',
  path: '/v1/records/{kind}/{record}/decisions',
  tag: 'Records',
  summary: 'Pick whose word about a field counts, where owners contradict each other',
  access: 'key',
  params: z.strictObject({ kind, record }),
  body: z
    .strictObject({
      entity,
      field: shape.identifier('Field', 'name'),
      system: shape.identifier('Whose word counts', 'erp'),
      number: shape.identifier('Number of the record in that system', '10017'),
      reason: shape.note('Why', 'so says their letterhead'),
    })
    .meta({ id: 'DecideField' }),
  bodyExample: { entity: 'uk', field: 'name', system: 'erp', number: '10017', reason: 'their letterhead' },
  answers: {
    200: {
      description: 'It is decided, for the words that there were',
      schema: z
        .object({ fact: z.string(), value: z.string() })
        .meta({ id: 'FieldDecision' }),
      example: { fact: 'person/field:1', value: 'Acme Ltd' },
    },
  },
  errors: [
    'not-possible-now', 'entity-required', 'entity-not-allowed', 'contradicted', 'not-let-in',
    'invalid-content',
  ],
});

export const ownership = z
  .object({
    types: z.array(
      z.object({
        type: z.string().meta({ examples: ['customer.stated.v1'] }),
        owners: z.array(z.string()).meta({ description: 'Systems that may say it' }),
        fields: z.array(
          z.object({
            field: z.string().meta({ examples: ['name'] }),
            owners: z.array(z.string()).meta({ description: 'The first one comes first' }),
            conflict: z.enum(['owner-wins', 'newest-wins', 'ask']).nullable(),
            otherwise: z.enum(['refuse', 'ignore']).meta({ description: 'What becomes of other words' }),
            ignored: z.array(
              z.object({
                system: z.string(),
                count: shape.count('Values that were left out'),
                fact: z.string().meta({ description: 'The last one', examples: ['shop/E-1'] }),
                lastAt: shape.instant('When'),
              }),
            ),
          }),
        ),
        told: z.array(z.string()).meta({ description: 'Systems that are told what is true' }),
      }),
    ),
  })
  .meta({ id: 'Ownership' });

export const getOwnership = defineOperation({
  id: 'getOwnership',
  method: 'get',
  path: '/v1/ownership',
  tag: 'Records',
  summary: 'Tell who may say which fact and which of its fields, and who wins a conflict',
  access: 'key',
  answers: { 200: { description: 'The matrix', schema: ownership } },
  errors: [],
});
