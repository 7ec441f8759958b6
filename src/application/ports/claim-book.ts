import type { Instant } from '../../kernel/instant.ts';

/** A name that a sender gives once, to one content: the control number of an interchange. */
export interface Claim {
  readonly name: string;
  /** Hash of the content that it is given to. */
  readonly content: string;
}

/** Which content each name was given to first: decided once, whoever asks. */
export interface ClaimBook {
  /** Whether a name belongs to this content; whoever comes first gets it. */
  claim(system: string, claim: Claim, at: Instant): Promise<boolean>;
}
