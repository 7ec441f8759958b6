/** Whether an interchange is the one that was agreed: from this partner, for us, and meant. */
import type { PartnerProfile } from './profile.ts';
import type { FunctionalGroup, InterchangeHeader, SyntaxFault } from './read/interchange.ts';

const fault = (
  level: 'interchange' | 'group',
  code: string,
  place: string,
  message: string,
): SyntaxFault => ({
  level,
  code,
  place,
  message,
});

const nameOf = (qualifier: string, id: string): string => `${qualifier}/${id}`;

/** What is wrong with the addresses and the usage of an interchange. */
export function headerFaults(
  header: InterchangeHeader,
  { us, partner }: PartnerProfile,
): readonly SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  const say = (code: string, element: number, message: string): void => {
    faults.push(fault('interchange', code, `ISA, element ${element}`, message));
  };
  if (header.senderQualifier !== partner.qualifier || header.sender !== partner.id) {
    const sender = nameOf(header.senderQualifier, header.sender);
    say('006', 6, `comes from ${sender}, not from ${nameOf(partner.qualifier, partner.id)}`);
  }
  if (header.receiverQualifier !== us.qualifier || header.receiver !== us.id) {
    const receiver = nameOf(header.receiverQualifier, header.receiver);
    say('008', 8, `is meant for ${receiver}, not for ${nameOf(us.qualifier, us.id)}`);
  }
  if (header.usage !== 'P')
    say('020', 15, `is test data (ISA15 is "${header.usage}"): it never posts`);
  return faults;
}

/** What is wrong with the addresses and the version of a group. */
export function groupFaults(
  group: FunctionalGroup,
  profile: PartnerProfile,
): readonly SyntaxFault[] {
  const { us, partner, versions } = profile;
  const faults: SyntaxFault[] = [];
  const place = `group ${group.control}`;
  const say = (code: string, message: string): void => {
    faults.push(fault('group', code, place, message));
  };
  if (!versions.some((version) => group.version.startsWith(version))) {
    say('2', `version "${group.version}" (GS08) is none of ${versions.join(', ')}`);
  }
  const [sender, receiver] = [partner.group ?? partner.id, us.group ?? us.id];
  if (group.sender !== sender) say('14', `GS02 is "${group.sender}", not "${sender}"`);
  if (group.receiver !== receiver) say('13', `GS03 is "${group.receiver}", not "${receiver}"`);
  return faults;
}
