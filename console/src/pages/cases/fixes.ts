/** What can be decided about a whole cluster: a verdict, or whose word counts. */
import { useRead } from '../../api/client.ts';
import type { CaseCluster } from '../../api/types.ts';
import { systemName } from '../../words/names.ts';
import { VERDICTS, verdictsOf, type Verdict } from './verdicts.ts';

export interface Fix {
  readonly name: string;
  readonly label: string;
  /** What it comes to, in a sentence. */
  readonly means: string;
  /** What the API is asked for. */
  readonly body: { readonly verdict: Verdict } | { readonly system: string };
}

/** A cluster of records that systems contradict each other about. */
const WORDS = 'field-conflict';

/** The usual one first. */
export function useFixes({ kind, example }: CaseCluster): readonly Fix[] {
  const isOfWords = kind === WORDS;
  const open = useRead('/v1/cases/{case}', { path: { case: example } }, { enabled: isOfWords });
  const [entity = '', record = '', number = ''] = open.data?.instance.split('/') ?? [];
  const path = { kind: record as 'customer' | 'item', record: number };
  const known = useRead(
    '/v1/records/{kind}/{record}',
    { path, query: { entity } },
    { enabled: isOfWords && number !== '' },
  );
  const words = known.data?.fields.filter(({ isOpen }) => isOpen).flatMap(({ others }) => others) ?? [];
  const systems = new Set(words.filter(({ because }) => because === 'undecided').map(({ system }) => system));
  const allowed = isOfWords ? (['waive'] as const) : verdictsOf(kind);
  return [
    ...[...systems].map((system) => ({
      name: `word of ${system}`,
      label: `The word of ${systemName(system)} counts`,
      means: 'It is true from now on, and whoever subscribes to the record is told.',
      body: { system },
    })),
    ...VERDICTS.filter(([verdict]) => allowed.some((each) => each === verdict)).map(
      ([verdict, label, means]) => ({ name: verdict, label, means, body: { verdict } }),
    ),
  ];
}
