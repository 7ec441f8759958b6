import type { CodeBook } from '../application/ports/code-book.ts';

/** The meanings that a declaration brings, by list and code; then those that people have mapped. */
export function declaredCodes(
  declared: Readonly<Record<string, Readonly<Record<string, string>>>>,
  mapped: CodeBook,
): CodeBook {
  const byCode = new Map<string, string>();
  const byMeaning = new Map<string, string>();
  for (const [list, entries] of Object.entries(declared)) {
    for (const [code, meaning] of Object.entries(entries)) {
      byCode.set(`${list} ${code}`, meaning);
      byMeaning.set(`${list} ${meaning}`, code);
    }
  }
  return {
    meaning: (list, code) => byCode.get(`${list} ${code}`) ?? mapped.meaning(list, code),
    codeFor: (list, meaning) => byMeaning.get(`${list} ${meaning}`) ?? mapped.codeFor(list, meaning),
  };
}
