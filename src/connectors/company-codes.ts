/** Companies by the code that another system calls them by. */
export interface CompanyCodes {
  /** Our entity, or `null` for a code that the configuration does not know. */
  entityOf(code: string): string | null;
  /** The other system's code, or `null` for an entity that it does not serve. */
  codeOf(entity: string): string | null;
}

/** Reads the configuration's table of company code to entity. */
export function companyCodes(entities: Readonly<Record<string, string>>): CompanyCodes {
  const byCode = new Map(Object.entries(entities));
  const byEntity = new Map(Object.entries(entities).map(([code, entity]) => [entity, code]));
  return {
    entityOf: (code) => byCode.get(code) ?? null,
    codeOf: (entity) => byEntity.get(entity) ?? null,
  };
}
