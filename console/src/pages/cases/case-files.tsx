/** Files beside a case: what a decision rests on, each by the hash of its bytes. */
import { useRef } from 'react';
import { useMutation } from '@tanstack/react-query';
import { queryClient, read, useRead } from '../../api/client.ts';
import { api, saveFile } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import { refusalOf, useMay } from '../../api/session.ts';
import type { CaseFile } from '../../api/types.ts';
import { Refusal } from '../../parts/act.tsx';
import { Icon } from '../../parts/icon.tsx';
import { moment, number } from '../../words/format.ts';

/** What the server takes; it looks at the bytes itself. */
const TYPES: readonly CaseFile['type'][] = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'application/pdf',
  'text/plain',
  'text/csv',
];

/** Bytes in base64, piece by piece: a call takes only so many arguments. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  const step = 8_192;
  for (let at = 0; at < bytes.length; at += step)
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  return btoa(text);
}

async function attach(id: string, file: File): Promise<void> {
  const type = TYPES.find((known) => known === file.type);
  if (type === undefined) throw new Error(`${file.name} is none of: pictures, PDF, text, CSV.`);
  const body = { name: file.name, type, content: await base64Of(file) };
  await api.POST('/v1/cases/{case}/attachments', { params: { path: { case: id } }, body });
}

async function save(id: string, { id: attachment, name, type }: CaseFile): Promise<void> {
  const { content } = await read('/v1/cases/{case}/attachments/{attachment}', {
    path: { case: id, attachment },
  });
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  saveFile(new Blob([bytes], { type }), name);
}

export function CaseFiles({ id }: { id: string }) {
  const now = useNow();
  const files = useRead('/v1/cases/{case}/attachments', { path: { case: id } });
  const items = files.data?.items ?? [];
  return (
    <ul className="list" aria-label="Files">
      {items.map((file) => (
        <li key={file.id}>
          <Icon name="file" />
          <span className="wrap">
            <button type="button" className="plain b" onClick={() => void save(id, file)}>
              {file.name}
            </button>{' '}
            <span className="t3 sm">
              {number(file.bytes)} bytes, <span className="mono">{file.sha256.slice(0, 12)}</span>
            </span>
          </span>
          <span className="m t3 sm">
            {file.by}, {moment(file.at, now)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function AttachButton({ id }: { id: string }) {
  const may = useMay('attachToCase');
  const input = useRef<HTMLInputElement>(null);
  const adding = useMutation({
    mutationFn: (file: File) => attach(id, file),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <>
      <button
        type="button"
        className="btn s"
        disabled={!may || adding.isPending}
        title={may ? 'Pictures, PDF, text or CSV, 1 MiB at most' : refusalOf('attachToCase')}
        onClick={() => input.current?.click()}
      >
        {adding.isPending ? 'Attaching' : 'Attach'}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to attach"
        accept={TYPES.join(',')}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) adding.mutate(file);
          event.target.value = '';
        }}
      />
      {adding.isError ? <Refusal error={adding.error} /> : null}
    </>
  );
}
