/**
 * `npm run client`: writes the types of the API's client from its OpenAPI document, in the shape that
 * openapi-fetch reads. Our schemas use a small part of JSON Schema; whatever else appears is refused here
 * rather than guessed.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openApiDocument } from "../src/contract/openapi.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the types are kept, from the root of the repository. */
export const CLIENT_TYPES = "src/client/generated/api.ts";

const HEADING = `/**
 * Types of the API, generated from its OpenAPI document. Do not edit: change the contract, then run
 * \`npm run client\`. A test fails while this file is not what that would write.
 */
`;

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Json;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Json }>>;
}

interface OperationObject {
  readonly summary: string;
  readonly deprecated?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** Members of a schema that say nothing about its type. */
const SILENT = new Set([
  "description", "examples", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "default",
  "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "propertyNames", "title", "contentEncoding",
  "uniqueItems", "multipleOf", "deprecated", "id", "readOnly", "x-personal",
]);
const SPEAKING = new Set([
  "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "oneOf",
  "allOf", "$ref", "prefixItems",
]);

/** The text of the types for the document of now. */
export function clientTypes(): string {
  const document = openApiDocument("0.0.0") as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Json>> };
  };
  const schemas = sorted(document.components.schemas)
    .map(([name, schema]) => `${comment(schema["description"], "")}export type ${name} = ${typeOf(schema, "")};\n`);
  const paths = sorted(document.paths).map(([path, methods]) => {
    const operations = sorted(methods).map(([method, operation]) =>
      `${comment(note(operation), "    ")}    ${method}: ${operationType(operation)};\n`);
    return `  '${path}': {\n${operations.join("")}  };\n`;
  });
  const text = `${HEADING}\n${schemas.join("\n")}
/** What is answered when a request is refused. */
interface Refused {
  headers: Headers;
  content: { 'application/problem+json': Problem };
}

/** Every path with its methods, as openapi-fetch reads them. */
export interface paths {\n${paths.join("")}}\n`;
  return text.split("\n").map(folded).join("\n");
}

/** Columns of a line, as everywhere in the repository. */
const COLUMNS_MAX = 110;

/** The same line over several ones where it is too long: a comment by words, a type by its choices. */
function folded(line: string): string {
  if (line.length <= COLUMNS_MAX) return line;
  const indent = /^ */.exec(line)![0];
  const said = /^ *\/\*\* (.*) \*\/$/.exec(line)?.[1];
  const [separator, next] = said === undefined ? [" | ", `${indent}  | `] : [" ", `${indent} * `];
  const rows: string[] = [];
  let row = said === undefined ? "" : `${indent}/**\n${next}`;
  let isEmpty = true;
  for (const part of (said ?? line).split(separator)) {
    if (!isEmpty && row.slice(row.lastIndexOf("\n") + 1).length + separator.length + part.length > COLUMNS_MAX) {
      rows.push(row);
      row = next;
      isEmpty = true;
    }
    row += isEmpty ? part : separator + part;
    isEmpty = false;
  }
  rows.push(said === undefined ? row : `${row}\n${indent} */`);
  return rows.join("\n");
}

const sorted = <T>(members: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(members).sort(([a], [b]) => a < b ? -1 : 1);

const note = ({ summary, deprecated }: OperationObject): string =>
  deprecated === true ? `${summary}\n@deprecated` : summary;

function operationType({ parameters = [], requestBody, responses }: OperationObject): string {
  const places = (["path", "query", "header"] as const).flatMap((place) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    if (own.length === 0) return [];
    const optional = own.every(({ required }) => !required) ? "?" : "";
    const members = own.map(({ name, required, description, schema }) =>
      `${comment(description, INNER)}${INNER}${memberName(name)}${required ? "" : "?"}: ${typeOf(schema, INNER)};\n`);
    return [`        ${place}${optional}: {\n${members.join("")}        };\n`];
  });
  const body = requestBody === undefined ? "requestBody?: never"
    : `requestBody: { content: ${contentType(requestBody)} }`;
  const answers = Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, answer]) =>
      `        ${status}: { headers: Headers; content${answer.content === undefined ? "?: never" : `: ${contentType(answer)}`} };\n`);
  return `{
      parameters: {${places.length === 0 ? " query?: never " : `\n${places.join("")}      `}};
      ${body};
      responses: {\n${answers.join("")}        default: Refused;\n      };\n    }`;
}

const INNER = "          ";

function contentType({ content = {} }: Content): string {
  const types = Object.entries(content).map(([media, { schema }]) => `'${media}': ${typeOf(schema ?? {}, "        ")}`);
  return types.length < 2 ? `{ ${types.join("")} }` : `{\n${types.map((type) => `        ${type};\n`).join("")}      }`;
}

/** TypeScript for a JSON Schema. Objects are written over several lines, indented by `indent`. */
function typeOf(schema: Json, indent: string): string {
  const strange = Object.keys(schema).find((member) => !SILENT.has(member) && !SPEAKING.has(member));
  if (strange !== undefined) throw new Error(`no type is known for the schema member ${strange}`);
  const { $ref: ref, const: constant, enum: values, anyOf, oneOf, allOf, type, prefixItems } = schema;
  if (typeof ref === "string") return ref.slice(ref.lastIndexOf("/") + 1);
  if (constant !== undefined) return literal(constant);
  if (Array.isArray(values)) return values.map(literal).join(" | ");
  const choices = (anyOf ?? oneOf) as Json[] | undefined;
  if (choices !== undefined) return [...new Set(choices.map((choice) => typeOf(choice, indent)))].join(" | ");
  if (Array.isArray(allOf)) return (allOf as Json[]).map((part) => typeOf(part, indent)).join(" & ");
  if (Array.isArray(prefixItems)) {
    return `[${(prefixItems as Json[]).map((item) => typeOf(item, indent)).join(", ")}]`;
  }
  if (Array.isArray(type)) return type.map((one: unknown) => typeOf({ ...schema, type: one }, indent)).join(" | ");
  switch (type) {
    case "string": return "string";
    case "integer": case "number": return "number";
    case "boolean": return "boolean";
    case "null": return "null";
    case "array": return `Array<${typeOf((schema["items"] ?? {}) as Json, indent)}>`;
    case "object": return objectType(schema, indent);
    default: return "unknown";
  }
}

function objectType(schema: Json, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: Json | boolean;
  };
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) =>
    `${comment(member["description"], inner)}${inner}${memberName(name)}${required.includes(name) ? "" : "?"}: ${
      typeOf(member, inner)};\n`);
  const isOpen = typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0;
  const others = isOpen ? typeOf(additionalProperties, inner) : "unknown";
  if (members.length === 0) return `{ [name: string]: ${others} }`;
  // Members beside those that are named have whatever type they have.
  if (additionalProperties !== undefined && additionalProperties !== false) members.push(`${inner}[other: string]: unknown;\n`);
  return `{\n${members.join("")}${indent}}`;
}

const memberName = (name: string): string => /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;

const literal = (value: unknown): string =>
  typeof value === "string" ? `'${value.replaceAll(/['\\]/g, "\\$&")}'` : JSON.stringify(value);

function comment(text: unknown, indent: string): string {
  if (typeof text !== "string" || text === "") return "";
  const lines = text.replaceAll("*/", "* /").split("\n");
  return lines.length === 1 ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(join(ROOT, CLIENT_TYPES), clientTypes());
  console.log(`wrote ${CLIENT_TYPES}`);
}
