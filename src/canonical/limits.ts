/** Limits of what a fact or command may carry. Each has a unit in its name and a reason. */
export const LIMITS = {
  /** Characters. X12 and EPCIS identifiers stay below 50; longer ones are mistakes. */
  identifierLengthMax: 64,
  /** Characters. A sentence or two for people; longer text belongs in an attachment. */
  noteLengthMax: 500,
  /** Characters of a decimal: 18 digits, a sign, a point and room for zeros. */
  decimalLengthMax: 40,
  /** Characters of a condition's name: a kind and the path of a field. */
  conditionLengthMax: 200,
  /** Version numbers stay exact as integers of the database. */
  versionMax: 2_147_483_647,
  /** Line numbers of ERPs count in tens up to six digits. */
  lineNumberMax: 999_999,
  /** Lines of one document. The largest real orders seen have about 1,200. */
  linesMax: 5_000,
  /** Findings in one document that are told; whoever mends twenty sees the others at the next reading. */
  findingsMax: 20,
  /** Files that one inspection may name: photos of each carton, its form, its measurements. */
  evidenceMax: 100,
  /** Alternatives that a line may name as substitutes. */
  alternativesMax: 5,
  /** Reservations that one order may draw on: one for each of a handful of promises made before it. */
  reservationsMax: 20,
} as const;
