/** The reference of the API, made of its OpenAPI and AsyncAPI documents. */
import { html, prose, type Html } from './page.ts';

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

interface Content {
  readonly schema?: Json;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly 'x-owner': string;
  readonly 'x-sunset'?: string | null;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface OpenApi {
  readonly info: { readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

export interface AsyncApi {
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly title: string; readonly summary: string; readonly payload: Json }>
    >;
  };
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

/** The operations of each tag, in the order of the document. */
function byTag(document: OpenApi): readonly (readonly [tag: string, about: string, readonly Listed[]])[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Listed => ({ method, path, operation })),
  );
  return document.tags.map(({ name, description }) => [
    name,
    description,
    all.filter(({ operation }) => operation.tags[0] === name),
  ]);
}

export function referenceNavigation(document: OpenApi): Html {
  return html`<strong>Crossdock ${document.info.version}</strong>
    <ul>
      <li><a href="/openapi.json">openapi.json</a></li>
      <li><a href="/asyncapi.json">asyncapi.json</a></li>
      <li><a href="/errors">Error codes</a></li>
      <li><a href="#messages">Facts and commands</a></li>
    </ul>
    ${byTag(document).map(
      ([tag, , listed]) =>
        html`<strong>${tag}</strong>
          <ul>
            ${listed.map(
              ({ operation: { operationId, summary } }) =>
                html`<li><a href="#${operationId}">${summary}</a></li>`,
            )}
          </ul>`,
    )}`;
}

export function referenceContent(document: OpenApi, messages: AsyncApi): Html {
  return html`<h1>Reference of the API</h1>
    <p>${prose(document.info.description)}</p>
    <p>
      Send <code>Authorization: Bearer cdk_…</code> with a key made by <code>crossdock key create</code>.
    </p>
    ${byTag(document).map(
      ([tag, about, listed]) =>
        html`<h2>${tag}</h2>
          <p class="soft">${about}</p>
          ${listed.map((one) => operationSection(one, document))}`,
    )}
    <h2 id="messages">Facts and commands</h2>
    <p class="soft">
      Facts come in by POST /v1/facts and go out by feeds and webhooks; commands leave through connectors.
    </p>
    ${Object.entries(messages.components.messages).map(
      ([name, { title, summary, payload }]) =>
        html`<details id="${name}">
          <summary><code>${title}</code> ${prose(summary)}</summary>
          ${schemaTable((payload['schema'] ?? payload) as Json, document, 0)}
        </details>`,
    )}`;
}

function operationSection({ method, path, operation }: Listed, document: OpenApi): Html {
  const {
    operationId,
    summary,
    description,
    deprecated,
    parameters = [],
    requestBody,
    responses,
  } = operation;
  const needsKey = operation.security === undefined;
  return html`<section class="operation" id="${operationId}">
    <h3>${summary}</h3>
    <p class="path"><span class="method">${method.toUpperCase()}</span> ${path}</p>
    <p class="soft">
      ${operationId} · owned by ${operation['x-owner']} ·
      ${needsKey ? 'needs a key' : 'open'}${
        deprecated === true ? html` · <strong class="bad">deprecated${sunsetOf(operation)}</strong>` : null
      }
    </p>
    ${description === undefined ? null : html`<p>${prose(description)}</p>`}
    ${parameters.length === 0 ? null : parametersTable(parameters)}
    ${bodyParts('Body', requestBody?.content, document)}
    <table>
      <tr>
        <th>Status</th>
        <th>Meaning</th>
      </tr>
      ${Object.entries(responses).map(
        ([status, answer]) =>
          html`<tr>
            <td><code>${status}</code></td>
            <td>${answerPart(status, answer, document)}</td>
          </tr>`,
      )}
    </table>
    <details>
      <summary>curl</summary>
      <pre>${curlOf(method, path, operation)}</pre>
    </details>
  </section> `;
}

const sunsetOf = ({ 'x-sunset': sunset }: OperationObject): string =>
  sunset === null || sunset === undefined ? '' : `, gone on ${sunset.slice(0, 10)}`;

const parametersTable = (parameters: readonly Parameter[]): Html =>
  html`<table>
    <tr>
      <th>Parameter</th>
      <th>In</th>
      <th>Meaning</th>
    </tr>
    ${parameters.map(
      ({ name, in: place, required, description, schema }) =>
        html`<tr>
          <td><code>${name}</code>${required ? ' *' : null}</td>
          <td>${place}</td>
          <td>${prose(description ?? '')} <span class="soft">${typeName(schema)}</span></td>
        </tr>`,
    )}
  </table>`;

function answerPart(status: string, { description, content = {} }: Answer, document: OpenApi): Html {
  if (Number(status) >= 400) {
    const codes = [...description.matchAll(/`([a-z-]+)`: ([^;]+)/g)];
    const lines = codes.map(
      ([, code, title]) => html`<a href="/errors/${code}"><code>${code}</code></a> ${title}<br>`,
    );
    return html`${lines}`;
  }
  return html`${prose(description)}${bodyParts('Answer', content, document)}`;
}

const bodyParts = (name: string, content: Answer['content'], document: OpenApi): readonly Html[] =>
  Object.entries(content ?? {}).map(([media, one]) => bodyPart(name, media, one, document));

function bodyPart(name: string, media: string, { schema, examples }: Content, document: OpenApi): Html {
  const [example] = Object.values(examples ?? {});
  return html`<details>
    <summary>${name} <code>${media}</code></summary>
    ${schema === undefined ? null : schemaTable(schema, document, 0)}
    ${example === undefined ? null : html`<pre>${printed(example.value)}</pre>`}
  </details>`;
}

const printed = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

/** Levels of a schema that are shown one inside the other; deeper ones are named only. */
const DEPTH_MAX = 4;

/** The members of a schema, each with its type and its meaning, those of inner objects folded away. */
function schemaTable(given: Json, document: OpenApi, depth: number): Html | null {
  const schema = resolved(given, document);
  const items = schema['items'] as Json | undefined;
  if (items !== undefined) return schemaTable(items, document, depth);
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined;
  if (choices !== undefined) return html`${choices.map((choice) => schemaTable(choice, document, depth))}`;
  const members = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>);
  if (members.length === 0 || depth > DEPTH_MAX) return null;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  return html`<table>
    ${members.map(([name, member]) => {
      const inner = schemaTable(member, document, depth + 1);
      const meaning = resolved(member, document)['description'] ?? '';
      return html`<tr>
        <td><code>${name}</code>${required.has(name) ? ' *' : null}</td>
        <td>
          <span class="soft">${typeName(member)}</span> ${prose(String(meaning))}${
            inner === null
              ? null
              : html`<details>
                  <summary>members</summary>
                  ${inner}
                </details>`
          }
        </td>
      </tr>`;
    })}
  </table>`;
}

function resolved(schema: Json, document: OpenApi): Json {
  const ref = schema['$ref'];
  return typeof ref === 'string' ? (document.components.schemas[ref.split('/').at(-1)!] ?? {}) : schema;
}

/** The type of a schema in few words. */
function typeName(schema: Json): string {
  const { $ref: ref, enum: values, const: constant, anyOf, oneOf, items, type } = schema;
  if (typeof ref === 'string') return ref.split('/').at(-1)!;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (constant !== undefined) return JSON.stringify(constant);
  const choices = (anyOf ?? oneOf) as readonly Json[] | undefined;
  if (choices !== undefined) return [...new Set(choices.map(typeName))].join(' | ');
  if (items !== undefined) return `list of ${typeName(items as Json)}`;
  return typeof type === 'string' ? type : 'anything';
}

function curlOf(
  method: string,
  path: string,
  { parameters = [], requestBody, security }: OperationObject,
): string {
  const exampleOf = ({ name, schema }: Parameter): string =>
    String((schema['examples'] as readonly unknown[] | undefined)?.[0] ?? name);
  let url = path;
  for (const parameter of parameters.filter((one) => one.in === 'path')) {
    url = url.replace(`{${parameter.name}}`, encodeURIComponent(exampleOf(parameter)));
  }
  const query = parameters.filter((one) => one.in === 'query' && one.required);
  const search = query.map((one) => `${one.name}=${encodeURIComponent(exampleOf(one))}`).join('&');
  const lines = [
    `curl -X ${method.toUpperCase()} "$CROSSDOCK_URL${url}${search === '' ? '' : `?${search}`}"`,
  ];
  if (security === undefined) lines.push('  -H "Authorization: Bearer $CROSSDOCK_API_KEY"');
  for (const parameter of parameters.filter((one) => one.in === 'header' && one.required)) {
    lines.push(`  -H '${parameter.name}: ${exampleOf(parameter)}'`);
  }
  const [body] = Object.entries(requestBody?.content ?? {});
  if (body !== undefined) {
    const [media, { examples }] = body;
    const [example] = Object.values(examples ?? {});
    lines.push(`  -H 'Content-Type: ${media === '*/*' ? 'application/json' : media}'`);
    lines.push(`  --data '${JSON.stringify(example?.value ?? {})}'`);
  }
  return lines.join(' \\\n');
}
