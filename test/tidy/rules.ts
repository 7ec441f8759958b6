/** The house rules that can be read off a file's path and text. Each answers what is wrong. */

/** Looks at one file; `path` is relative to the repository, with slashes. */
export type TextRule = (path: string, text: string) => readonly string[];

/** A file tells one story: beyond this it tells two. */
export const FILE_LINES_MAX = 450;
/** Two files stand side by side on a common screen. */
export const LINE_COLUMNS_MAX = 110;

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = ["util", "utils", "helper", "helpers", "common", "manager", "service", "impl"];

/** Words of other trades or of shorthand, alone and as parts of identifiers; GLOSSARY.md has ours. */
const BANNED_WORDS = [
  { pattern: /\bqty\b|\bqty(?=[A-Z_])|[a-z]Qty\b/i, instead: "quantity or position" },
  { pattern: /\bSKUs?\b|\bsku(?=[A-Z_])|[a-z]Sku\b/i, instead: "item" },
];

/** Foreign systems have their own words, and the glossary must name what we do not say. */
const FOREIGN = [
  /^src\/connectors\//, /^src\/sandbox\//, /\/fixtures\//, /^GLOSSARY\.md$/, /^test\/tidy\//,
  // Customers who speak the shop's own words to it.
  /^src\/main\/box\/customers\.ts$/, /^test\/crash\/kill\.test\.ts$/, /^test\/acceptance\/counted-lots\.test\.ts$/,
  /^test\/support\/(stage-books|stage-counts|shop-suite)\.ts$/,
  // Systems that are declared by configuration, in their own words.
  /^test\/support\/declared-/, /^examples\//,
];

/** Put together here so that this file does not find itself. */
const PLACES = [["", "work", ""].join("/"), ["shared", "docs"].join("/"), ["registry", "npmjs"].join(".")];
const TICKET_REFERENCE = /\bissue #?\d+/i;

export const fileLength: TextRule = (path, text) => {
  if (!isSource(path)) return [];
  const lines = text.split("\n").length - 1;
  return lines > FILE_LINES_MAX ? [`${path} has ${lines} lines; ${FILE_LINES_MAX} are the limit`] : [];
};

export const lineLength: TextRule = (path, text) => {
  if (!isSource(path)) return [];
  return text.split("\n").flatMap((line, index) => {
    return line.length > LINE_COLUMNS_MAX ? [`${path}:${index + 1} has ${line.length} columns`] : [];
  });
};

export const fileName: TextRule = (path) => {
  if (!/^(src|test|tools|bench)\//.test(path)) return [];
  const empty = path.split(/[/.-]/).find((word) => EMPTY_NAMES.includes(word.toLowerCase()));
  return empty === undefined ? [] : [`${path}: "${empty}" says nothing about what is inside`];
};

export const words: TextRule = (path, text) => {
  if (!/\.(ts|md|sql)$/.test(path) || FOREIGN.some((place) => place.test(path))) return [];
  return text.split("\n").flatMap((line, index) => BANNED_WORDS
    .filter(({ pattern }) => pattern.test(line))
    .map(({ instead }) => `${path}:${index + 1} says "${line.trim()}"; we say ${instead}`));
};

export const origins: TextRule = (path, text) => {
  if (text.includes("\0")) return [];
  return text.split("\n").flatMap((line, index) => {
    const found = PLACES.find((place) => line.includes(place)) ?? TICKET_REFERENCE.exec(line)?.[0];
    return found === undefined ? [] : [`${path}:${index + 1} mentions "${found}", unknown elsewhere`];
  });
};

export const lockFile: TextRule = (path, text) => {
  if (path !== "package-lock.json") return [];
  return text.includes('"resolved"') ? [`${path} names the host that packages came from`] : [];
};

interface ProvenRule {
  readonly name: string;
  readonly rule: TextRule;
  /** Files that the rule must find fault with: a rule that cannot fail is no rule. */
  readonly planted: readonly (readonly [path: string, text: string])[];
}

/** Where playbooks are written. */
const PLAYBOOKS = /^src\/(?:workflows|domain|application|connectors)\/.*(?<!\.test)\.ts$/;

/** What a playbook says may go over some lines; its object ends after them. */
const PLAYBOOK = /\b(?:playbook|byHand)\b(?:\$\{[^}]*\}|[^}]){0,900}/g;

/** A playbook is read on a screen: it names buttons and pages, not addresses of the API. */
export const playbooks: TextRule = (path, text) =>
  PLAYBOOKS.test(path)
    ? [...text.matchAll(PLAYBOOK)].flatMap(({ 0: said, index }) =>
        said.includes("/v1/")
          ? [`${path}:${text.slice(0, index).split("\n").length} names an address in a playbook`]
          : [])
    : [];

/** Every rule with its proof. */
export const RULES: readonly ProvenRule[] = [
  {
    name: "files tell one story", rule: fileLength,
    planted: [["src/domain/long.ts", "x\n".repeat(FILE_LINES_MAX + 1)]],
  },
  {
    name: "lines fit a screen", rule: lineLength,
    planted: [["src/domain/wide.ts", "x".repeat(LINE_COLUMNS_MAX + 1)]],
  },
  {
    name: "file names say what is inside", rule: fileName,
    planted: [["src/domain/order-utils.ts", ""], ["src/common/money.ts", ""], ["tools/service.test.ts", ""]],
  },
  {
    name: "one word, one meaning", rule: words,
    planted: [
      ["src/domain/stock.ts", "const qty = 1;"], ["src/domain/stock.ts", "line.shippedQty"],
      ["docs/stock.md", "Each SKU has a position."], ["src/domain/stock.ts", "skuCode"],
    ],
  },
  {
    name: "the text is at home anywhere", rule: origins,
    planted: PLACES.map((place): [string, string] => ["README.md", `see ${place}x`])
      .concat([["src/domain/stock.ts", `// see issue ${7}`]]),
  },
  {
    name: "playbooks speak of the screen", rule: playbooks,
    planted: [
      ["src/workflows/x/cases.ts", "playbook: 'Decide it (POST /v1/disputes).',"],
      ["src/workflows/x/rules.ts", "byHand: 'Tell it by /v1/disputes.',"],
      ["src/workflows/x/cases.ts", "playbook:\n  `Press ${button}, or ` +\n  'GET /v1/approvals.',"],
    ],
  },
  {
    name: "the lock file names no host", rule: lockFile,
    planted: [["package-lock.json", '{ "resolved": "somewhere" }']],
  },
];

function isSource(path: string): boolean {
  return /^(src\/.*\.ts|console\/src\/.*\.tsx?)$/.test(path) && !path.includes("/generated/");
}
