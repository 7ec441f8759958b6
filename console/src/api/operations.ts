/** Types of the API's reads, out of its OpenAPI document. */
import type { paths } from '../../../src/client/generated/api.ts';

interface Reads {
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': unknown } } };
}

/** Addresses that answer JSON when they are read. */
export type ReadPath = {
  [P in keyof paths]: paths[P] extends { get: Reads } ? P : never;
}[keyof paths];

type Get<P extends ReadPath> = paths[P] extends { get: infer G } ? G : never;

export type AnswerOf<P extends ReadPath> =
  Get<P> extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : never;

/** Reads that answer a page of a list. */
export type ListPath = {
  [P in ReadPath]: AnswerOf<P> extends { items: unknown[]; next: string | null } ? P : never;
}[ReadPath];

export type ItemOf<P extends ReadPath> = AnswerOf<P> extends { items: (infer T)[] } ? T : never;

type QueryOf<P extends ReadPath> =
  Get<P> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** Values come from the address of a page as text; the server says when one of them is unknown to it. */
type Value<T> = T extends string ? string : T;

/** What a read is asked with; members of the query that are `null` are left out. */
export type ParamsOf<P extends ReadPath> = {
  readonly query?: { readonly [Member in keyof QueryOf<P>]?: Value<QueryOf<P>[Member]> | null };
} & (Get<P> extends { parameters: { path: infer Path } }
  ? { readonly path: Path }
  : { readonly path?: never });
