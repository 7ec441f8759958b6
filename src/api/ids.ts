/** The number in the id of a row: 42 of `exc_42`. The schema of the operation has checked how it looks. */
export const numberIn = (id: string): bigint => BigInt(id.slice(id.indexOf('_') + 1));
