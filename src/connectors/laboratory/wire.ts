/** The JSON of the laboratory's information system: the only place that knows its member names. */
import { z } from 'zod';

export const sample = z.strictObject({
  'sample-id': z.string(),
  company: z.string(),
  material: z.string(),
  batch: z.string(),
  'request-mark': z.string(),
  'received-on': z.string().nullable(),
  'registered-at': z.string(),
  result: z
    .strictObject({
      number: z.int().min(1),
      conclusion: z.enum(['conforms', 'fails']),
      analyst: z.string(),
      remark: z.string().nullable(),
      'concluded-at': z.string(),
    })
    .nullable(),
});

export type LabSample = z.output<typeof sample>;

/** `GET /lims/results`: a page of samples that were concluded in a window. */
export const resultsPage = z.strictObject({
  results: z.array(z.unknown()),
  'next-page': z.int().nullable(),
});
