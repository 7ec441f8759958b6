/** Asks a system now whether a command in doubt took effect. */
import type { Command } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { commandName } from '../../words/names.ts';

const pathOf = (command: Pick<Command, 'key'>, act: string): string =>
  `/v1/commands/${encodeURIComponent(command.key)}/${act}`;

export const ProbeButton = ({ command }: { command: Pick<Command, 'key' | 'id'> }) => (
  <Act
    label="Probe now"
    title={`Probe ${commandName(command.id)} now`}
    path={pathOf(command, 'probe')}
    explain="The system is asked whether the effect exists. Nothing is sent again."
    bodyOf={(reason) => ({ reason })}
  />
);

export const RetryButton = ({ command }: { command: Pick<Command, 'key' | 'id'> }) => (
  <Act
    label="Try again"
    title={`Let ${commandName(command.id)} try again`}
    path={pathOf(command, 'retry')}
    explain="It goes back into the queue of its system."
    bodyOf={(reason) => ({ reason })}
  />
);
