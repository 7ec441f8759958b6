/** What one system's codes mean to us: kept by people, versioned, and read while translating. */
export interface CodeBook {
  /** Our word for a code of a list (`unit`, `status`, `reason` …), or `null`: nobody has mapped it. */
  meaning(list: string, code: string): string | null;
  /** The system's code for our word; of several the one that was mapped last. */
  codeFor(list: string, meaning: string): string | null;
}

/** A book without entries. */
export const EMPTY_CODE_BOOK: CodeBook = { meaning: () => null, codeFor: () => null };

/** A code that nobody has mapped yet. */
export interface UnknownCode {
  readonly list: string;
  readonly code: string;
}
