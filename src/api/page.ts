/** Pages for people, as text: escaping, the frame, and the one style that they share. No scripts. */
import { createHash } from 'node:crypto';

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | undefined | readonly Part[];

/** HTML with everything in it escaped that is not HTML already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, at) => text + textOf(parts[at - 1]) + string));
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(textOf).join('');
  return part === null || part === undefined ? '' : escaped(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!);

/** A sentence in which words between backticks are code. */
export const prose = (text: string): Html =>
  new Html(escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>'));

const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#1c2430,#e4e8ee);--soft:light-dark(#5a6675,#9aa6b5);
--line:light-dark(#dde3ea,#2c3644);--page:light-dark(#fff,#10151c);--shade:light-dark(#f5f7fa,#171e28);
--link:light-dark(#0b57a4,#7ab8ff);--bad:light-dark(#a3261b,#ff9b8f)}
*{box-sizing:border-box}body{margin:0;font:15px/1.55 system-ui,sans-serif;
color:var(--ink);background:var(--page)}
a{color:var(--link);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
code,pre{font:13px/1.5 ui-monospace,monospace}
pre{background:var(--shade);padding:12px;overflow:auto;border-radius:6px}
.frame{display:grid;grid-template-columns:270px minmax(0,1fr);max-width:1280px;margin:auto}
nav{position:sticky;top:0;height:100vh;overflow:auto;
padding:20px 16px;border-right:1px solid var(--line);font-size:13px}
nav ul{list-style:none;margin:2px 0 12px;padding:0}nav li{padding:2px 0}
main{padding:24px 32px;min-width:0}h1{font-size:26px;margin:0 0 8px}h2{margin:44px 0 4px;font-size:20px}
h3{margin:0;font-size:16px}section.operation{border-top:1px solid var(--line);padding:22px 0}
.path{margin:6px 0;font-family:ui-monospace,monospace;overflow-wrap:anywhere}.method{font-weight:700}
.soft{color:var(--soft)}.bad{color:var(--bad)}table{border-collapse:collapse;width:100%;margin:8px 0}
th{text-align:left;font-weight:600;color:var(--soft)}td,th{padding:4px 12px 4px 0;vertical-align:top;
border-bottom:1px solid var(--line)}summary{cursor:pointer;padding:4px 0}details details{margin-left:16px}
@media(max-width:760px){.frame{display:block}nav{position:static;height:auto;border:0}main{padding:16px}}
`;

/** What a browser may do with a page: show it, with its own style. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page as it goes out. */
export function pageReply(title: string, navigation: Html, content: Html) {
  const frame = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Crossdock</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <div class="frame">
          <nav aria-label="Contents">${navigation}</nav>
          <main>${content}</main>
        </div>
      </body>
    </html> `;
  const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-cache' };
  return { status: 200, body: frame.text, media: 'text/html', headers };
}
