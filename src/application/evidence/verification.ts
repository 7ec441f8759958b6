/**
 * Verifies an evidence pack. It imports nothing and needs no network, so that the verifier page carries this
 * very file, and whoever doubts us can read all of it.
 *
 * A pack is lines of JSON: a header, one line for each record, and the seal, which is the SHA-256 of every
 * byte before it. Each record carries its own SHA-256, so that what was altered can be named.
 */

/** One thing that was checked. */
export interface EvidenceCheck {
  readonly name: string;
  readonly holds: boolean;
  readonly text: string;
}

/** What a record says of itself. */
export interface EvidenceRecord {
  readonly record: number;
  readonly kind: string;
  readonly name: string;
  readonly at: string | null;
  readonly text: string;
  readonly sha256: string;
  /** SHA-256 of the message that brought it, as it came in. */
  readonly messageSha256: string | null;
}

export interface EvidenceVerdict {
  /** Every byte is as it was sealed, and every check holds. */
  readonly sound: boolean;
  /** To be compared with the audit chain, or with what was told by another way. */
  readonly seal: string;
  readonly header: Readonly<Record<string, unknown>> | null;
  readonly records: readonly EvidenceRecord[];
  readonly checks: readonly EvidenceCheck[];
}

type Json = Readonly<Record<string, unknown>>;

const HEX = /^[0-9a-f]{64}$/;

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Verifies a pack, whatever its bytes are: it never throws. */
export async function verifyEvidence(bytes: Uint8Array): Promise<EvidenceVerdict> {
  const cut = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  const seal = await sha256(bytes.subarray(0, cut));
  const lastLine = `{"seal":"${seal}"}\n`;
  const found = new TextDecoder().decode(bytes.subarray(cut));
  const isSealed = cut > 0 && found === lastLine && bytes.length - cut === lastLine.length;
  const sealing: EvidenceCheck = {
    name: 'seal',
    holds: isSealed,
    text: isSealed ? 'every byte is as it was sealed' : 'its bytes are not those that were sealed',
  };
  const lines = new TextDecoder().decode(bytes.subarray(0, cut)).split('\n').slice(0, -1);
  const [first = '', ...rest] = lines;
  const header = objectOf(first);
  const records: EvidenceRecord[] = [];
  const checks: EvidenceCheck[] = [sealing, headerCheck(header, rest.length)];
  for (const [at, line] of rest.entries()) {
    const record = recordOf(objectOf(line), at + 1);
    if (record === null) {
      checks.push({ name: `record ${at + 1}`, holds: false, text: 'cannot be read' });
      continue;
    }
    records.push(record);
    const isSame = (await sha256(new TextEncoder().encode(record.text))) === record.sha256;
    if (!isSame) {
      const text = `${record.name} is not what its SHA-256 says`;
      checks.push({ name: `record ${record.record}`, holds: false, text });
    }
  }
  const whole = `${records.length} records, each as its SHA-256 says`;
  const isWhole = checks.every(({ name, holds }) => holds || !name.startsWith('record'));
  checks.push({ name: 'records', holds: isWhole, text: isWhole ? whole : 'some records were altered' });
  checks.push(...contentChecks(records));
  return { sound: checks.every(({ holds }) => holds), seal, header, records, checks };
}

function objectOf(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function headerCheck(header: Json | null, records: number): EvidenceCheck {
  const isKnown = header !== null && header['evidence'] === 1 && header['records'] === records;
  const text = isKnown
    ? `evidence of ${String(header['about'])}, taken at ${String(header['takenAt'])}`
    : 'it is no evidence pack of version 1 with as many records as it names';
  return { name: 'header', holds: isKnown, text };
}

function recordOf(line: Json | null, number: number): EvidenceRecord | null {
  if (line === null) return null;
  const { record, kind, name, at = null, text, sha256: hash, messageSha256 = null } = line;
  const isSound =
    record === number &&
    typeof kind === 'string' &&
    typeof name === 'string' &&
    typeof text === 'string' &&
    typeof hash === 'string' &&
    HEX.test(hash) &&
    (messageSha256 === null || HEX.test(String(messageSha256)));
  if (!isSound) return null;
  return {
    record,
    kind,
    name,
    at: at === null ? null : String(at),
    text,
    sha256: hash,
    messageSha256: messageSha256 === null ? null : String(messageSha256),
  };
}

// What the records must say together.

interface Told {
  readonly record: EvidenceRecord;
  readonly content: Json;
}

function contentChecks(records: readonly EvidenceRecord[]): readonly EvidenceCheck[] {
  const told = (type: string): readonly Told[] =>
    records
      .filter(({ kind }) => kind === `fact ${type}`)
      .flatMap((record) => {
        const content = objectOf(record.text);
        return content === null ? [] : [{ record, content }];
      });
  const invoices = told('invoice.posted.v1');
  const reversed = new Set(told('invoice.reversed.v1').map(({ content }) => content['invoice']));
  const credits = told('credit-memo.posted.v1');
  const backOut = new Set(told('credit-memo.reversed.v1').map(({ content }) => content['creditMemo']));
  return [
    ...invoices.map(addsUp),
    ...told('shipment.confirmed.v1').map((shipment) =>
      billedAsShipped(shipment, invoices.filter(({ content }) => !reversed.has(content['invoice']))),
    ),
    ...invoices.flatMap((invoice) =>
      creditedAtMost(invoice, credits.filter(({ content }) => !backOut.has(content['creditMemo']))),
    ),
    ...credits.map((credit) => afterGoods(credit, told('inspection.completed.v1'), records)),
    ...policyChecks(told('policy.decided.v1'), records),
  ];
}

const MILLIONTHS = 6;

/** A decimal text in millionths, so that sums are exact. */
function exact(value: unknown): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(String(value)) ?? [];
  const size = BigInt(whole + fraction.padEnd(MILLIONTHS, '0'));
  return sign === '-' ? -size : size;
}

const amountOf = (money: unknown): bigint => exact((money as Json | undefined)?.['amount'] ?? '0');

const linesOf = (content: Json): readonly Json[] => (content['lines'] ?? []) as readonly Json[];

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

function addsUp({ content }: Told): EvidenceCheck {
  const net = sum(linesOf(content).map(({ net: amount }) => amountOf(amount)));
  const holds = net + amountOf(content['freight']) + amountOf(content['tax']) === amountOf(content['gross']);
  const verdict = holds ? 'adds up' : 'does not add up';
  return { name: `invoice ${String(content['invoice'])}`, holds, text: `lines, freight and tax: ${verdict}` };
}

function billedAsShipped({ content }: Told, invoices: readonly Told[]): EvidenceCheck {
  const billed = new Map<unknown, bigint>();
  for (const invoice of invoices) {
    if (invoice.content['shipment'] !== content['shipment']) continue;
    for (const { line, quantity } of linesOf(invoice.content)) {
      billed.set(line, (billed.get(line) ?? 0n) + exact(quantity));
    }
  }
  const shipped = new Map<unknown, bigint>();
  for (const { line, quantity } of linesOf(content)) {
    shipped.set(line, (shipped.get(line) ?? 0n) + exact(quantity));
  }
  const holds = [...billed].every(([line, quantity]) => quantity <= (shipped.get(line) ?? 0n));
  const text = holds ? 'no more is billed than was shipped' : 'more is billed than was shipped';
  return { name: `shipment ${String(content['shipment'])}`, holds, text };
}

function creditedAtMost({ content }: Told, credits: readonly Told[]): readonly EvidenceCheck[] {
  const own = credits.filter((credit) => credit.content['invoice'] === content['invoice']);
  if (own.length === 0) return [];
  const holds = sum(own.map((credit) => amountOf(credit.content['gross']))) <= amountOf(content['gross']);
  const text = holds ? 'no more is credited than was invoiced' : 'more is credited than was invoiced';
  return [{ name: `credits of ${String(content['invoice'])}`, holds, text }];
}

/** A policy that makes a customer whole before his goods are back, or without them. */
const NO_GOODS = /"settlement":"(?:advance-credit|keep-with-allowance|no-return-needed)"/;

/** A credit rests on goods that were inspected, or on a policy that says that none are needed. */
function afterGoods(
  { record, content }: Told,
  inspections: readonly Told[],
  records: readonly EvidenceRecord[],
): EvidenceCheck {
  const own = inspections.filter((inspection) => inspection.content['rma'] === content['rma']);
  const isAfter = own.some((inspection) => (inspection.record.at ?? '') <= (record.at ?? ''));
  const byPolicy = records.some(({ text }) => NO_GOODS.test(text));
  const holds = isAfter || byPolicy;
  const why = isAfter ? 'after an inspection' : 'by a policy that needs no goods back';
  const text = holds ? `credited ${why}` : 'credited without goods that were inspected';
  return { name: `credit memo ${String(content['creditMemo'])}`, holds, text };
}

/** Each decision of a policy comes with the version that made it. */
function policyChecks(
  decided: readonly Told[],
  records: readonly EvidenceRecord[],
): readonly EvidenceCheck[] {
  if (decided.length === 0) return [];
  const versions = new Set(records.filter(({ kind }) => kind === 'policy').map(({ name }) => name));
  const missing = decided
    .map(({ content }) => `${String(content['table'])} version ${String(content['tableVersion'])}`)
    .filter((name) => !versions.has(name));
  const text = missing.length === 0
    ? 'every decision comes with the version of its table'
    : `${missing.join(', ')} is missing`;
  return [{ name: 'policies', holds: missing.length === 0, text }];
}
