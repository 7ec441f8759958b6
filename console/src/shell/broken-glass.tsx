/** A role taken in an emergency: how it is taken, and the bar that says so until it ends. */
import { useEffect, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../api/client.ts';
import { api } from '../api/request.ts';
import { recognize, useIdentity } from '../api/session.ts';
import type { Session } from '../api/types.ts';
import { Act, Refusal } from '../parts/act.tsx';
import { Icon } from '../parts/icon.tsx';
import { duration, moment } from '../words/format.ts';
import { roleName } from '../words/names.ts';

/** Roles that may be taken: nobody takes the one that gives roles. */
const ROLES = [
  'service',
  'warehouse',
  'quality',
  'finance',
  'procurement',
  'integration',
  'auditor',
] as const;
type Role = (typeof ROLES)[number];

/** For how long, in minutes; the server takes up to four hours. */
const MINUTES = [15, 30, 60, 120, 240];

const TICK_MS = 1_000;

/** Everything on the page depends on who one is. */
async function becomeAnew(): Promise<void> {
  await recognize();
  await queryClient.invalidateQueries();
}

/** Takes a role that one lacks. */
export function TakeRole({ session, done }: { session: Session; done: () => void }) {
  const open = ROLES.filter((role) => !session.roles.includes(role));
  const [role, choose] = useState<Role | null>(null);
  const [minutes, last] = useState(30);
  const taken = role ?? open[0];
  if (session.kind !== 'person' || taken === undefined) return null;
  return (
    <Act
      label="Take a role in an emergency"
      title={`Take the role ${taken}`}
      operation="breakGlass"
      explain={
        'It counts at once and ends by itself. Everybody sees it, what you do under it bears its number in ' +
        'the audit chain, and somebody else reviews it. What takes two people still takes two.'
      }
      does={(reason) => api.POST('/v1/break-glass', { body: { role: taken, minutes, reason } })}
      done={() => {
        done();
        void becomeAnew();
      }}
      isDanger
    >
      <label className="fld">
        Role
        <select value={taken} onChange={({ target }) => choose(target.value as Role)}>
          {open.map((each) => (
            <option key={each} value={each}>
              {roleName(each)}
            </option>
          ))}
        </select>
      </label>
      <label className="fld">
        For
        <select value={minutes} onChange={({ target }) => last(Number(target.value))}>
          {MINUTES.map((each) => (
            <option key={each} value={each}>
              {duration(each * 60_000)}
            </option>
          ))}
        </select>
      </label>
    </Act>
  );
}

/** Says which roles are borrowed, until when and why, on every page. */
export function BrokenGlassBar() {
  const { session } = useIdentity();
  return (session?.brokenGlass ?? []).map((glass) => <Borrowed key={glass.id} glass={glass} />);
}

function Borrowed({ glass }: { glass: Session['brokenGlass'][number] }) {
  const { id, role, reason, endsAt } = glass;
  const left = useLeft(Date.parse(endsAt));
  const giveBack = useMutation({
    mutationFn: () => api.POST('/v1/break-glass/{glass}/return', { params: { path: { glass: id } } }),
    onSettled: becomeAnew,
  });
  return (
    <div className="glassbar" role="status">
      <Icon name="overridden" />
      <span>
        You hold the role {roleName(role)} until {moment(endsAt, Date.now())}, {duration(left)} more:{' '}
        {reason}. Everybody sees it, and somebody else reviews it.
        {giveBack.isError ? <Refusal error={giveBack.error} /> : null}
      </span>
      <button type="button" className="btn s" disabled={giveBack.isPending} onClick={() => giveBack.mutate()}>
        Give it back
      </button>
    </div>
  );
}

/** Milliseconds until a moment of the machine's own time; when it has come, one is asked who one is anew. */
function useLeft(endsAt: number): number {
  const [left, set] = useState(() => Math.max(0, endsAt - Date.now()));
  useEffect(() => {
    const timer = setInterval(() => set(Math.max(0, endsAt - Date.now())), TICK_MS);
    return () => clearInterval(timer);
  }, [endsAt]);
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) void becomeAnew();
  }, [isOver]);
  return left;
}
