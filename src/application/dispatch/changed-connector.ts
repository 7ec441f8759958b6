import type { Connector } from '../ports/connector.ts';

/**
 * The same connector with another way to send and to ask. Written member by member: a connector may be an
 * object of a class, whose methods no spread copies.
 */
export function changedConnector(
  connector: Connector,
  { execute, probe }: Pick<Connector, 'execute' | 'probe'>,
): Connector {
  const { system, proof, pollOnly, budget, mailbox, inventories } = connector;
  return {
    system,
    proof,
    ...(pollOnly === undefined ? {} : { pollOnly }),
    budget,
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(inventories === undefined ? {} : { inventories }),
    execute,
    probe,
    translate: (message) => connector.translate(message),
    statement: (window, signal) => connector.statement(window, signal),
  };
}
