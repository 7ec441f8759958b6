/** What a fact of ours is about: a sales order, or an instance of any other workflow. */
import { z } from 'zod';
import { identifier } from './codec.ts';
import { SALES_ORDER, type Route } from './fact-type.ts';

/** Words in instance keys of the workflows besides: facts of ours may be about their instances. */
export const SUBJECT_WORKFLOWS = [
  'channel',
  'reconciliation',
  'interchange',
  'customer',
  'item',
  'return',
  'lot',
  'purchase-order',
  'supplier-claim',
  'dispute',
  'reservation',
] as const;

type SubjectWorkflow = (typeof SUBJECT_WORKFLOWS)[number];

interface About {
  readonly salesOrder?: string | undefined;
  readonly subject?: { readonly workflow: SubjectWorkflow; readonly number: string } | undefined;
}

/** Members of a fact that may be about any instance: `isAbout` says that exactly one is given. */
export const ABOUT = {
  salesOrder: identifier('Sales order, if it is about one').optional(),
  subject: z
    .object({
      workflow: z.enum(SUBJECT_WORKFLOWS).describe('Word of its workflow in the instance key'),
      number: identifier('Number of the instance'),
    })
    .describe('The instance, if it is no sales order')
    .optional(),
} as const;

export const isAbout = ({ salesOrder, subject }: About): boolean =>
  (salesOrder === undefined) !== (subject === undefined);

export const ABOUT_FAULT = 'must name either a sales order or a subject';

/** Route of a fact that is about any instance. */
export const toSubject = ({ salesOrder, subject }: About): Route =>
  subject === undefined
    ? { to: 'instance', workflow: SALES_ORDER, number: salesOrder! }
    : { to: 'instance', ...subject };

/** The members that name an instance. */
export const aboutInstance = (workflow: string, number: string): About =>
  workflow === SALES_ORDER
    ? { salesOrder: number }
    : { subject: { workflow: workflow as SubjectWorkflow, number } };
