/** The console's files, as they were built: read once, sent packed, kept by browsers for good. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Packed forms, the smaller first. */
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** The one style that react-aria puts into a page: how far a finger moves what can be pressed. */
const PRESSABLE_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** Nothing comes from elsewhere, nothing is framed, and what is sent is only what its type says. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; " +
    `style-src 'self' ${PRESSABLE_STYLE}; img-src 'self' data: blob:; font-src 'self'; ` +
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  /** By coding; the empty one is the file itself. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

/** A page of the console, by its address; the rest of the path is the page's own affair. */
const PAGE = /^\/(?:$|(?!v1\/|sandbox\/)[a-z][\w/.~%!$&'()*+,;=:@-]*$)/i;

/** Serves the built console at `/`; its addresses answer its one page. */
export class ConsoleFiles {
  readonly #files = new Map<string, ConsoleFile>();

  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const own = readFileSync(path);
      const bodies = new Map([['', own]]);
      for (const [coding, ending] of CODINGS) {
        if (existsSync(path + ending)) bodies.set(coding, readFileSync(path + ending));
      }
      const etag = `"${createHash('sha256').update(own).digest('base64url').slice(0, 20)}"`;
      this.#files.set(path.slice(folder.length).split(sep).join('/'), { type, etag, bodies });
    }
  }

  /** Serves the files, by their own addresses. */
  serve(app: FastifyInstance): void {
    for (const path of this.#files.keys()) {
      if (path === '/index.html') continue;
      app.get(path, (request, reply) => this.#send(path, request, reply));
    }
    if (this.#files.has('/index.html')) app.get('/', (request, reply) => this.page(request, reply));
  }

  /** Whether a request asks for a page of the console. */
  isPage({ method, url, headers }: FastifyRequest): boolean {
    const isAsked = method === 'GET' || method === 'HEAD';
    const takesHtml = headers.accept?.includes('text/html') === true;
    return isAsked && takesHtml && this.#files.has('/index.html') && PAGE.test(url.split('?', 1)[0]!);
  }

  /** Answers the one page, which knows its addresses. */
  page(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return this.#send('/index.html', request, reply);
  }

  #send(path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const file = this.#files.get(path)!;
    const isForGood = path.startsWith('/assets/');
    void reply.headers({
      ...HEADERS,
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
      'cache-control': isForGood ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const coding = CODINGS.find(([name]) => accepted.includes(name) && file.bodies.has(name))?.[0] ?? '';
    if (coding !== '') void reply.header('content-encoding', coding);
    return reply.send(file.bodies.get(coding));
  }
}
