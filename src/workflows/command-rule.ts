import type { CommandRule } from '../engine/definition.ts';

/**
 * What a command may do after the fact, where it moves no money and nothing of it is to be undone.
 * Smaller priorities leave first.
 */
export const rule = (change: CommandRule['change'], role: string, priority: number): CommandRule => ({
  change,
  inverse: { kind: 'none' },
  money: false,
  role,
  priority,
});
