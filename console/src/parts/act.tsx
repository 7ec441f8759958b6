/** An act of a person: it says what it does, asks why, and tells what came of it. */
import { useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../api/client.ts';
import { post, put, RequestError } from '../api/request.ts';
import { Dialog } from '../shell/dialog.tsx';
import { useMoment } from '../shell/moment.ts';

interface Props {
  readonly label: ReactNode;
  readonly title: string;
  readonly path: string;
  readonly method?: 'post' | 'put';
  readonly explain: ReactNode;
  readonly bodyOf: (reason: string) => unknown;
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
  const { label, title, path, method = 'post', explain, bodyOf, isMain, isDanger, children, done, size = 's' } = props;
  const { isReady = true, needsReason = true } = props;
  const [isOpen, open] = useState(false);
  const [reason, say] = useState('');
  const [moment] = useMoment();
  const act = useMutation({
    mutationFn: () => (method === 'put' ? put(path, bodyOf(reason.trim())) : post(path, bodyOf(reason.trim()))),
    onSuccess: async (answer) => {
      open(false);
      say('');
      done?.(answer);
      await queryClient.invalidateQueries();
    },
  });
  if (moment.at !== null) return null;
  return (
    <>
      <button
        type="button"
        className={`btn ${size} ${isMain ? 'p' : ''} ${isDanger ? 'd' : ''}`}
        onClick={() => (act.reset(), open(true))}
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
              <textarea rows={2} required maxLength={500} value={reason} onChange={(event) => say(event.target.value)} />
            </label>
          ) : null}
          {act.isError ? <Refusal error={act.error} /> : null}
          <div className="tabs">
            <button type="submit" className="btn p" disabled={!isReady || act.isPending}>
              {act.isPending ? 'Sending' : title}
            </button>
            <button type="button" className="btn" onClick={() => open(false)}>
              Leave it
            </button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

export function Refusal({ error }: { error: unknown }) {
  const known = error instanceof RequestError ? error : null;
  return (
    <p className="bad" role="alert">
      {known === null ? String(error) : `${known.message} ${known.mend ?? ''}`}
    </p>
  );
}
