/** A connector that is told personal values: they are enclosed everywhere between the door and here. */
import { changedConnector } from '../dispatch/changed-connector.ts';
import type { Connector, OutboundCommand } from '../ports/connector.ts';
import type { Enclosure } from './enclosure.ts';

const GONE = 'what it says of a person was erased';

/** The same connector; a command of which something was erased never reaches it. */
export function disclosingConnector(
  connector: Connector,
  enclosure: Pick<Enclosure, 'command'>,
): Connector {
  const told = async (command: OutboundCommand): Promise<OutboundCommand | null> => {
    const { value: content, isErased } = await enclosure.command(command.type, command.content);
    if (isErased) return null;
    return content === command.content ? command : { ...command, content };
  };
  return changedConnector(connector, {
    execute: async (command, signal) => {
      const plain = await told(command);
      if (plain === null) return { kind: 'refused', code: 'erased', reason: GONE, facts: [] };
      return connector.execute(plain, signal);
    },
    probe: async (command, signal) => {
      const plain = await told(command);
      return plain === null ? { kind: 'unknown', reason: GONE } : connector.probe(plain, signal);
    },
  });
}
