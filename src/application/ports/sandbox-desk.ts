/** The sandbox as people may act on it. */
import type { z } from 'zod';
import type { sandboxState, setFaultDial, startGameDay } from '../../contract/resources/sandbox.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Result } from '../../kernel/result.ts';

export type SandboxState = z.output<typeof sandboxState>;
export type FaultChange = z.output<NonNullable<(typeof setFaultDial)['body']>>;
export type GameDayPlan = z.output<NonNullable<(typeof startGameDay)['body']>>;

export interface SandboxDesk {
  state(): SandboxState;
  set(change: FaultChange): Result<SandboxState, Refusal>;
  /** Begins a game day; it goes on by itself. */
  begin(plan: GameDayPlan): Promise<Result<SandboxState, Refusal>>;
}
