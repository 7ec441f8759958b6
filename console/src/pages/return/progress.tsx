/** How far a return is: asked, authorized, received, inspected, approved, credited. */
import { counted, money, moment, number } from '../../words/format.ts';
import { Rail, type Step } from '../record/rail.tsx';
import { creditsOf, partsOf, total, type ReturnReading } from './reading.ts';

/** Ways to end without a credit. */
const ENDS: Readonly<Record<string, string>> = {
  refused: 'refused',
  cancelled: 'called off',
  lapsed: 'lapsed',
  closed: 'closed',
};

function stepsOf({ record, at }: ReturnReading): readonly Step[] {
  const { lines, requestedAt, lifecycle } = record;
  const asked = total(lines, (line) => line.asked);
  const authorized = total(lines, (line) => line.authorized);
  const received = total(lines, (line) => line.received);
  const inspected = total(partsOf(record), (part) => part.quantity);
  const credits = creditsOf(record);
  const posted = credits.filter(({ creditMemo }) => creditMemo !== null);
  const share = (part: number, of: number): number => (of <= 0 ? 0 : Math.min(1, part / of));
  const decided = record.timeline.find(({ type }) => /^return\.(authorized|refused)/.test(type));
  const ofThem = (part: number, of: number): string =>
    part === 0 ? 'not yet' : part >= of ? number(part) : `${number(part)} of ${number(of)}`;
  const cleared = credits.filter(({ gates }) => gates.every(({ status }) => status === 'cleared'));
  return [
    {
      name: 'Asked',
      share: requestedAt === null ? 0 : 1,
      text: requestedAt === null ? 'nobody asked' : moment(requestedAt, at),
    },
    {
      name: 'Authorized',
      share: decided === undefined ? 0 : share(authorized, Math.max(asked, authorized)) || 1,
      text: decided === undefined ? 'not yet' : authorized === 0 ? 'refused' : ofThem(authorized, asked),
    },
    { name: 'Received', share: share(received, authorized || received), text: ofThem(received, authorized) },
    { name: 'Inspected', share: share(inspected, received), text: ofThem(inspected, received) },
    {
      name: 'Approved',
      share: share(cleared.length, credits.length),
      text:
        credits.length === 0
          ? 'not yet'
          : `${number(cleared.length)} of ${counted(credits.length, 'credit')}`,
    },
    {
      name: 'Credited',
      share: share(posted.length, credits.length),
      text:
        record.credited !== null && posted.length > 0
          ? money(record.credited)
          : (ENDS[lifecycle] ?? 'not yet'),
    },
  ];
}

export const Progress = ({ reading }: { reading: ReturnReading }) => <Rail steps={stepsOf(reading)} />;
