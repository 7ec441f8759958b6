/** Everything that a record rests on, as one file that proves itself. */
import { useMutation } from '@tanstack/react-query';
import { api, saveFile } from '../../api/request.ts';
import { Refusal } from '../../parts/act.tsx';
import { refusalOf, useMay } from '../../api/session.ts';

interface Props {
  readonly number: string;
  readonly entity: string;
  readonly size?: 's' | '';
}

export function EvidencePack({ number, entity, size = '' }: Props) {
  const may = useMay('takeEvidence');
  const take = useMutation({
    mutationFn: async () => {
      const { data, response } = await api.POST('/v1/evidence', {
        body: { number, entity },
        parseAs: 'blob',
      });
      const said = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
      saveFile(data as Blob, said ?? `${number}.evidence.jsonl`);
    },
  });
  return (
    <>
      <button
        type="button"
        className={`btn ${size}`}
        disabled={!may || take.isPending}
        title={may ? 'One file, sealed; it is verified at /evidence' : refusalOf('takeEvidence')}
        onClick={() => take.mutate()}
      >
        {take.isPending ? 'Taking it' : 'Take the evidence'}
      </button>
      {take.isError ? <Refusal error={take.error} /> : null}
    </>
  );
}
