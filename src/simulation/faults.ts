/** How much the systems lie and how eventful the business is: probabilities, per occasion. */
export interface Faults {
  /** A fact is told twice under the same id. */
  readonly duplicate: number;
  /** A fact is told again under a new id. */
  readonly renamed: number;
  /** A fact arrives long after those that were told later. */
  readonly delayed: number;
  /** A fact is not told at all; only the sweep at the end of the day finds it. */
  readonly lost: number;
  /** A fact is told with a wrong content beside the right one. */
  readonly contradicted: number;
  /** A request gets no answer, and never arrived. */
  readonly requestLost: number;
  /** A request gets no answer, although it took effect. */
  readonly answerLost: number;
  /** A request gets no answer, and takes effect after it was probed for. */
  readonly landsLate: number;
  /** A request is turned away: too many of them, or an outage. */
  readonly turnedAway: number;
  /** A probe gets no answer. */
  readonly probeLost: number;
  /** The process dies: per batch, half of them before the commit. */
  readonly crash: number;
  /** Chance of each unusual turn in the life of an order. */
  readonly business: number;
}

/** Named levels of the fault dial. */
export type FaultLevel = 'none' | 'calm' | 'rough' | 'hell';

const NONE: Faults = {
  duplicate: 0,
  renamed: 0,
  delayed: 0,
  lost: 0,
  contradicted: 0,
  requestLost: 0,
  answerLost: 0,
  landsLate: 0,
  turnedAway: 0,
  probeLost: 0,
  crash: 0,
  business: 0,
};

/** The levels; `rough` is a bad day that a real integration has seen, `hell` is every day at once. */
export const FAULTS: Readonly<Record<FaultLevel, Faults>> = {
  none: NONE,
  calm: {
    duplicate: 0.02,
    renamed: 0.01,
    delayed: 0.03,
    lost: 0.005,
    contradicted: 0,
    requestLost: 0.01,
    answerLost: 0.01,
    landsLate: 0.005,
    turnedAway: 0.02,
    probeLost: 0.02,
    crash: 0.002,
    business: 0.05,
  },
  rough: {
    duplicate: 0.1,
    renamed: 0.05,
    delayed: 0.1,
    lost: 0.02,
    contradicted: 0.005,
    requestLost: 0.04,
    answerLost: 0.05,
    landsLate: 0.04,
    turnedAway: 0.06,
    probeLost: 0.1,
    crash: 0.01,
    business: 0.12,
  },
  hell: {
    duplicate: 0.3,
    renamed: 0.15,
    delayed: 0.3,
    lost: 0.08,
    contradicted: 0.03,
    requestLost: 0.1,
    answerLost: 0.12,
    landsLate: 0.1,
    turnedAway: 0.15,
    probeLost: 0.3,
    crash: 0.04,
    business: 0.3,
  },
};
