/** What can be decided about a whole cluster: a verdict, whose word counts, or what quality says of lots. */
import { useRead } from '../../api/client.ts';
import type { CaseCluster } from '../../api/types.ts';
import { systemName } from '../../words/names.ts';
import { VERDICTS, verdictsOf, type Verdict } from './verdicts.ts';

export interface Fix {
  readonly name: string;
  readonly label: string;
  /** The same as an act, before `3 cases` or `the case`. */
  readonly act: string;
  /** What it comes to, in a sentence. */
  readonly means: string;
  /** What the API is asked for. */
  readonly body:
    | { readonly verdict: Verdict }
    | { readonly system: string }
    | { readonly quality: 'released' | 'rejected' };
}

/** A cluster of records that systems contradict each other about. */
const WORDS = 'field-conflict';

/** What quality may say of every lot of a cluster, by what is wrong with the lots. */
const LOT_FIXES: Readonly<Record<string, readonly ('released' | 'rejected')[]>> = {
  'lot-rejected': ['released'],
  'lot-disputed': ['rejected'],
  'lot-unstated': ['rejected'],
};

const OF_QUALITY = {
  released: [
    'Quality releases',
    'Release the lots of',
    'They may be sold again unless something else stands against them; every warehouse is told.',
  ],
  rejected: [
    'Quality rejects',
    'Reject the lots of',
    'They are sold to nobody, every warehouse is told, and what is there must go back or be scrapped.',
  ],
} as const;

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
      act: `Let the word of ${systemName(system)} count in`,
      means: 'It is true from now on, and whoever subscribes to the record is told.',
      body: { system },
    })),
    ...(LOT_FIXES[kind] ?? []).map((quality) => {
      const [label, act, means] = OF_QUALITY[quality];
      return { name: quality, label, act, means, body: { quality } };
    }),
    ...VERDICTS.filter(([verdict]) => allowed.some((each) => each === verdict)).map(
      ([verdict, label, means]) => ({ name: verdict, label, act: label, means, body: { verdict } }),
    ),
  ];
}
