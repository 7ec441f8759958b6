/**
 * Which addresses a request on behalf of a stranger may go to: public ones, and the networks that the
 * configuration names. The check is made on the very address that is connected to, so a name that resolves
 * to something else a moment later (DNS rebinding) gains nothing.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that are not the public internet (RFC 6890 and its successors), by address and prefix. */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
] as const;

const SPECIAL_NETWORKS = listOf(SPECIAL);

/** Builds the list of networks. @throws TypeError for what is no network. */
function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address);
    if (family === 0) throw new TypeError(`${network} is no network, such as 10.1.0.0/16`);
    list.addSubnet(address, Number(prefix ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

export class AddressError extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

/** Asks the resolver of the machine for every address of a name. */
type Resolve = (
  name: string,
  options: { readonly all: true },
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

export class AddressGuard {
  readonly #listed: BlockList;
  readonly #resolve: Resolve;

  /** @param mayReach networks that may be reached although they are not public, and without TLS */
  constructor(mayReach: readonly string[], resolve: Resolve = lookup) {
    this.#listed = listOf(mayReach);
    this.#resolve = resolve;
  }

  isListed(address: string): boolean {
    return this.#listed.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }

  /** Whether a request may go to an address; without TLS only listed ones. */
  allows(address: string, isEncrypted: boolean): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    if (this.isListed(address)) return true;
    return isEncrypted && !SPECIAL_NETWORKS.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  /** Resolves a name to addresses that are allowed; one that is not makes the whole name suspect. */
  lookup(isEncrypted: boolean): LookupFunction {
    return (name, options, done) => {
      this.#resolve(name, { ...options, all: true }, (error, found) => {
        if (error !== null) return done(error, '', 0);
        const foreign = found.find(({ address }) => !this.allows(address, isEncrypted));
        if (foreign !== undefined) {
          return done(
            new AddressError(`${name} is at ${foreign.address}, which may not be reached`),
            '',
            0,
          );
        }
        if (options.all === true) return done(null, found);
        const [{ address, family }] = found as [LookupAddress];
        return done(null, address, family);
      });
    };
  }
}
