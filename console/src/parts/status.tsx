/** The status words: shape, colour and word together, so that each is enough alone. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface Look {
  readonly icon: IconName;
  readonly tone: 'ok' | 'calm' | 'late' | 'bad' | 'doubt' | 'brk';
  readonly word: string;
}

const LOOKS = {
  cleared: { icon: 'done', tone: 'ok', word: 'Cleared' },
  done: { icon: 'done', tone: 'ok', word: 'Done' },
  healthy: { icon: 'done', tone: 'ok', word: 'Healthy' },
  holds: { icon: 'agrees', tone: 'ok', word: 'Agrees' },
  waiting: { icon: 'waiting', tone: 'calm', word: 'Waiting' },
  queued: { icon: 'waiting', tone: 'calm', word: 'Queued' },
  sending: { icon: 'arrow', tone: 'calm', word: 'Sending' },
  'not-due': { icon: 'clock', tone: 'calm', word: 'Not due' },
  'in-transit': { icon: 'waiting', tone: 'calm', word: 'In transit' },
  late: { icon: 'late', tone: 'late', word: 'Late' },
  failing: { icon: 'retrying', tone: 'late', word: 'Retrying' },
  'half-open': { icon: 'retrying', tone: 'late', word: 'Not answering' },
  overridden: { icon: 'overridden', tone: 'late', word: 'Overridden' },
  blocked: { icon: 'blocked', tone: 'bad', word: 'Blocked' },
  refused: { icon: 'refused', tone: 'bad', word: 'Refused' },
  parked: { icon: 'parked', tone: 'bad', word: 'Parked' },
  'in-doubt': { icon: 'doubt', tone: 'doubt', word: 'In doubt' },
  quarantined: { icon: 'quarantined', tone: 'doubt', word: 'Quarantined' },
  compensated: { icon: 'compensated', tone: 'calm', word: 'Compensated' },
  withdrawn: { icon: 'withdrawn', tone: 'calm', word: 'Withdrawn' },
  broken: { icon: 'broken', tone: 'brk', word: 'Broken' },
} as const satisfies Record<string, Look>;

export type StatusName = keyof typeof LOOKS;

/** How a status looks; what is unknown looks like waiting, under its own name. */
export const lookOf = (name: string): Look =>
  (LOOKS as Record<string, Look>)[name] ?? { icon: 'waiting', tone: 'calm', word: name };

export function Status({ name, children }: { name: StatusName; children?: ReactNode }) {
  const { icon, tone, word } = lookOf(name);
  return (
    <span className={`st ${tone}`}>
      <Icon name={icon} tone={tone} />
      {children ?? word}
    </span>
  );
}

/** The shape alone, where its word stands elsewhere in the row. */
export function StatusShape({ name, large = false }: { name: StatusName; large?: boolean }) {
  const { icon, tone } = lookOf(name);
  return <Icon name={icon} tone={tone} large={large} />;
}

export function StatusTag({ name, children }: { name: StatusName; children?: ReactNode }) {
  const { icon, tone, word } = lookOf(name);
  return (
    <span className={`tag ${tone}`}>
      <Icon name={icon} tone={tone} />
      {children ?? word}
    </span>
  );
}

export const SystemFrame = ({ children }: { children: ReactNode }) => <span className="sys">{children}</span>;
