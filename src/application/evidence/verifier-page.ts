/**
 * The page that verifies a pack: one file, which carries the code of `verification.ts` as it is, allows
 * itself no network by its own policy, and works from a disk.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** A page, and what it allows a browser to do with it. */
export interface VerifierPage {
  readonly html: string;
  readonly policy: string;
}

const STYLE = `
:root{color-scheme:light dark}*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
label{display:block;border:2px dashed;border-radius:8px;padding:2rem;text-align:center;cursor:pointer}
label:focus-within{outline:3px solid;outline-offset:2px}
#verdict{font-size:1.5rem;font-weight:700;margin:1.5rem 0 .5rem}
.sound{color:light-dark(#176639,#6fd39a)}.altered{color:light-dark(#a3261b,#ff9b8f)}
code,pre{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:4px 12px 4px 0;
border-bottom:1px solid #8886}summary{cursor:pointer}
`;

/** What the page does beside verifying: it reads the file and shows the verdict, never as HTML. */
const SHOW = `
const element = (name, text, className = '') => {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
};
const row = (cells) => {
  const made = document.createElement('tr');
  made.append(...cells.map((cell) => element('td', cell)));
  return made;
};
const show = ({ sound, seal, header, records, checks }) => {
  const verdict = document.getElementById('verdict');
  verdict.textContent = sound ? 'Sound: nothing was altered.' : 'Not sound: do not rely on it.';
  verdict.className = sound ? 'sound' : 'altered';
  document.getElementById('seal').textContent = seal;
  document.getElementById('about').textContent =
    header === null
      ? ''
      : header.about + ' (' + header.instance + '), taken ' + header.takenAt + ' by ' + header.takenBy;
  document.getElementById('checks').replaceChildren(
    ...checks.map(({ name, holds, text }) => row([holds ? 'holds' : 'FAILS', name, text])),
  );
  document.getElementById('records').replaceChildren(
    ...records.map(({ record, kind, name, at, text, sha256 }) => {
      const made = document.createElement('details');
      made.append(element('summary', record + '. ' + kind + ' · ' + name + ' · ' + (at ?? '')));
      made.append(element('pre', text), element('code', 'SHA-256 ' + sha256));
      return made;
    }),
  );
  document.getElementById('result').hidden = false;
};
document.getElementById('file').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  if (file !== undefined) show(await verifyEvidence(new Uint8Array(await file.arrayBuffer())));
});
`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

let made: VerifierPage | null = null;

/** The page; made once. */
export function verifierPage(): VerifierPage {
  return (made ??= makePage());
}

function makePage(): VerifierPage {
  const source = readFileSync(new URL('./verification.ts', import.meta.url), 'utf8');
  const verification = stripTypeScriptTypes(source).replaceAll(/^export /gm, '');
  const script = `${verification}\n${SHOW}`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { html: pageOf(script, policy), policy };
}

const pageOf = (script: string, policy: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Crossdock evidence verifier</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Evidence verifier</h1>
<p>Choose a pack (<code>….evidence.jsonl</code>). It is read in this page and
nowhere else: nothing is sent.</p>
<label for="file">Choose a pack <input id="file" type="file"></label>
<section id="result" aria-live="polite" hidden>
<p id="verdict"></p>
<p id="about"></p>
<p>Seal: <code id="seal"></code><br>Compare it with the one that you were told, or with the audit chain
(<code>crossdock evidence verify --server</code>): whoever alters a pack can seal it anew, but not as this
one.</p>
<h2>Checks</h2>
<table><thead><tr><th>Verdict</th><th>Of</th><th>Finding</th></tr></thead><tbody id="checks"></tbody></table>
<h2>Records</h2>
<div id="records"></div>
</section>
</main>
<script type="module">${script}</script>
</body>
</html>
`;
