import type { Connector } from '../ports/connector.ts';

type Changed = Pick<Connector, 'execute' | 'probe'> & Partial<Pick<Connector, 'statement'>>;

/**
 * The same connector with another way to send and to ask, and to read its statement if that is given. Written
 * member by member: a connector may be an object of a class, whose methods no spread copies.
 */
export function changedConnector(
  connector: Connector,
  { execute, probe, statement }: Changed,
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
    statement: statement ?? ((window, signal) => connector.statement(window, signal)),
  };
}
