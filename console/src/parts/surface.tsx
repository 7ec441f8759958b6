/** Cards, answers, and what stands where there is nothing yet. */
import { useEffect, useState, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { RequestError } from '../api/request.ts';
import { Icon } from './icon.tsx';
import { StatusShape, type StatusName } from './status.tsx';

interface CardProps {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly span?: 'c4' | 'c5' | 'c6' | 'c7' | 'c8' | 'c12' | '';
  readonly id?: string;
  readonly children: ReactNode;
}

export function Card({ title, aside, span = '', id, children }: CardProps) {
  return (
    <section className={`card ${span}`} id={id}>
      <header>
        <h2>{title}</h2>
        {aside === undefined ? null : <div className="r">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

export interface AnswerProps {
  readonly question: string;
  readonly status: StatusName;
  readonly sentence: string;
  readonly why?: ReactNode;
  readonly children?: ReactNode;
}

/** One question and its answer in a sentence. */
export function Answer({ question, status, sentence, why, children }: AnswerProps) {
  return (
    <section className="ans" aria-label={question}>
      <StatusShape name={status} large />
      <div>
        <p className="q">{question}</p>
        <p className="a">{sentence}</p>
        {why === undefined ? null : <p className="why">{why}</p>}
        {children === undefined ? null : <div className="do">{children}</div>}
      </div>
    </section>
  );
}

export const Answers = ({ children, single = false }: { children: ReactNode; single?: boolean }) => (
  <div className="answers" style={single ? { gridTemplateColumns: 'minmax(0,1fr)' } : {}}>
    {children}
  </div>
);

interface HeadProps {
  readonly crumb?: ReactNode;
  readonly title: ReactNode;
  readonly children?: ReactNode;
}

export const PageHead = ({ crumb, title, children }: HeadProps) => (
  <div className="head">
    <div>
      {crumb === undefined ? null : <p className="crumb">{crumb}</p>}
      <h1>{title}</h1>
    </div>
    {children === undefined ? null : <div className="r">{children}</div>}
  </div>
);

/** Milliseconds before bars show that something loads: what is quicker needs none. */
const LOADING_AFTER_MS = 300;

/** Grey bars in the place of what loads. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), LOADING_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return <div className="pad" aria-busy="true" />;
  return (
    <div className="pad" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={`sk ${index % 3 === 2 ? 'w' : ''}`} />
      ))}
    </div>
  );
}

interface EmptyProps {
  readonly status?: StatusName;
  readonly title: string;
  readonly children?: ReactNode;
}

export const Empty = ({ status = 'done', title, children }: EmptyProps) => (
  <div className="empty">
    <StatusShape name={status} large />
    <p className="b">{title}</p>
    {children === undefined ? null : <p className="t2">{children}</p>}
  </div>
);

/** In the place of rows that one of many panels of a page has none of: no more than a line. */
export const NoneYet = ({ children }: { children: ReactNode }) => (
  <div className="note">
    <StatusShape name="waiting" />
    <p>{children}</p>
  </div>
);

/** What did not load, what to do, and how to name it to somebody who can help. */
export function Failure({ error, what, retry }: { error: unknown; what: string; retry: () => void }) {
  const known = error instanceof RequestError ? error : null;
  return (
    <div className="err" role="alert">
      <StatusShape name="failing" large />
      <p className="b">{what} did not load.</p>
      <p className="t2">{known === null ? String(error) : `${known.message} ${known.mend ?? ''}`}</p>
      <button type="button" className="btn s" onClick={retry}>
        Try again
      </button>
      {known === null ? null : (
        <p className="t3 sm">
          {known.code}
          {known.requestId === null ? '' : `, request ${known.requestId}`}
        </p>
      )}
    </div>
  );
}

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows data once it is there; old data stays while new is read. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure error={query.error} what={what} retry={() => void query.refetch()} />;
  return <Loading />;
}

interface AbsentProps {
  readonly query: Pick<UseQueryResult, 'isError' | 'error' | 'refetch'>;
  readonly what: string;
}

/** In the place of a page whose record is not there: it loads, or it did not. */
export const Absent = ({ query, what }: AbsentProps) => (
  <>
    <PageHead title={what} />
    <div className="card">
      {query.isError ? (
        <Failure error={query.error} what={what} retry={() => void query.refetch()} />
      ) : (
        <Loading lines={6} />
      )}
    </div>
  </>
);

export const Arrow = () => <Icon name="arrow" />;
