/** Members of master records by our names and by those of a system. Pure. */

/** A system's name of each of our members; one that it does not have is not there. */
export type MemberNames = Readonly<Record<string, string>>;

/** What a system says of a record, by our names: blank and missing members say nothing. */
export function membersOf(
  names: MemberNames,
  document: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const said = Object.entries(names).flatMap(([ours, theirs]) => {
    const value = document[theirs];
    return typeof value === 'string' && value !== '' ? [[ours, value] as const] : [];
  });
  return Object.fromEntries(said);
}

/** Values by the system's names; what it has no member for is left out. */
export function theirMembersOf(
  names: MemberNames,
  fields: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const told = Object.entries(fields).flatMap(([ours, value]) => {
    const theirs = names[ours];
    return theirs === undefined || value === undefined ? [] : [[theirs, value] as const];
  });
  return Object.fromEntries(told);
}
