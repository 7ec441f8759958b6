/** Asks a system now whether a command in doubt took effect. */
import { api } from '../../api/request.ts';
import type { Command } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { commandName } from '../../words/names.ts';

const pathOf = ({ key }: Pick<Command, 'key'>) => ({ path: { command: key } });

export const ProbeButton = ({ command }: { command: Pick<Command, 'key' | 'id'> }) => (
  <Act
    label="Probe now"
    title={`Probe ${commandName(command.id)} now`}
    operation="probeCommand"
    explain="The system is asked whether the effect exists. Nothing is sent again."
    does={(reason) => api.POST('/v1/commands/{command}/probe', { params: pathOf(command), body: { reason } })}
  />
);

export const RetryButton = ({ command }: { command: Pick<Command, 'key' | 'id'> }) => (
  <Act
    label="Try again"
    title={`Let ${commandName(command.id)} try again`}
    operation="retryCommand"
    explain="It goes back into the queue of its system."
    does={(reason) => api.POST('/v1/commands/{command}/retry', { params: pathOf(command), body: { reason } })}
  />
);
