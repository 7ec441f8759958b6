/** An act of a person: it says what it does, asks why, and tells what came of it. */
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../api/client.ts';
import { RequestError } from '../api/request.ts';
import { refusalOf, useMay } from '../api/session.ts';
import { Dialog } from '../shell/dialog.tsx';
import { To } from '../shell/link.tsx';
import { useMoment } from '../shell/moment.ts';

interface Props {
  readonly label: ReactNode;
  readonly title: string;
  /** The operation of the API that does it: who may not is told so before. */
  readonly operation: string;
  readonly explain: ReactNode;
  readonly does: (reason: string) => Promise<{ readonly data?: unknown }>;
  readonly isMain?: boolean;
  readonly isDanger?: boolean;
  /** What it needs beside a reason. */
  readonly children?: ReactNode;
  readonly isReady?: boolean;
  /** Nothing is asked for: the act has no reason. */
  readonly needsReason?: boolean;
  readonly done?: (answer: unknown) => void;
  readonly size?: 's' | '';
}

export function Act(props: Props) {
  const { label, title, operation, explain, does, isMain, isDanger, children, done, size = 's' } = props;
  const { isReady = true, needsReason = true } = props;
  const [isOpen, open] = useState(false);
  const [reason, say] = useState('');
  const [waiting, wait] = useState<string | null>(null);
  const [moment] = useMoment();
  const may = useMay(operation);
  const act = useMutation({
    mutationFn: () => does(reason.trim()),
    onSuccess: async ({ data }) => {
      const proposal = proposalIn(data);
      if (proposal === null) open(false);
      wait(proposal);
      say('');
      if (proposal === null) done?.(data);
      await queryClient.invalidateQueries();
    },
  });
  if (moment.at !== null) return null;
  return (
    <>
      <button
        type="button"
        className={`btn ${size} ${isMain ? 'p' : ''} ${isDanger ? 'd' : ''}`}
        disabled={!may}
        title={may ? undefined : refusalOf(operation)}
        onClick={() => (act.reset(), wait(null), open(true))}
      >
        {label}
      </button>
      <Dialog label={title} isOpen={isOpen} close={() => open(false)}>
        <form
          className="in"
          onSubmit={(event) => {
            event.preventDefault();
            act.mutate();
          }}
        >
          <h2>{title}</h2>
          <p className="t2">{explain}</p>
          {children}
          {needsReason ? (
            <label className="fld">
              Reason
              <textarea
                rows={2}
                required
                maxLength={500}
                value={reason}
                onChange={(event) => say(event.target.value)}
              />
            </label>
          ) : null}
          {act.isError ? <Refusal error={act.error} /> : null}
          {waiting === null ? null : (
            <p role="status" className="b">
              Nothing is done yet: {waiting} waits for a second person under Approvals.
            </p>
          )}
          <div className="tabs">
            <button type="submit" className="btn p" disabled={!isReady || act.isPending || waiting !== null}>
              {act.isPending ? 'Sending' : title}
            </button>
            <button type="button" className="btn" onClick={() => open(false)}>
              {waiting === null ? 'Leave it' : 'Close'}
            </button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

/** The proposal that an answer names instead of doing anything: some acts take two people. */
function proposalIn(data: unknown): string | null {
  const { proposal } = (data ?? {}) as {
    readonly proposal?: { readonly id?: string; readonly state?: string };
  };
  return proposal?.state === 'open' ? (proposal.id ?? null) : null;
}

export function Refusal({ error }: { error: unknown }) {
  const known = error instanceof RequestError ? error : null;
  const plainly = error instanceof Error ? error.message : String(error);
  const said = known === null ? [plainly] : [known.message, ...known.faults, known.mend];
  return (
    <p className="bad" role="alert">
      {said.filter((part) => part !== null).join(' ')}
    </p>
  );
}

interface WayProps {
  readonly to: string;
  /** The operation of the API that the page behind it does: who may not is told so before. */
  readonly operation: string;
  readonly children: ReactNode;
}

/** A way to the page of an act that takes more than a reason. */
export function Way({ to, operation, children }: WayProps) {
  const [moment] = useMoment();
  const may = useMay(operation);
  if (moment.at !== null) return null;
  return may ? (
    <To className="btn" to={to}>
      {children}
    </To>
  ) : (
    <button type="button" className="btn" disabled title={refusalOf(operation)}>
      {children}
    </button>
  );
}
