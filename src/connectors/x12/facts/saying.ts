/** What a set says, on its way to canonical facts: who says it, by which agreement, and when. */
import type { CanonicalFact } from '../../../application/ports/connector.ts';
import type { CodeBook } from '../../../application/ports/code-book.ts';
import type { FactType } from '../../../canonical/fact-type.ts';
import { instantOfLocal } from '../../../kernel/calendar.ts';
import { formatInstant } from '../../../kernel/instant.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kernel/quantity.ts';
import { canonicalFact } from '../../canonical-fact.ts';
import { inBaseUnits } from '../../coded-value.ts';
import type { CompanyCodes } from '../../company-codes.ts';
import type { PartnerProfile } from '../profile.ts';
import type { Segment } from '../read/interchange.ts';
import type { SetReader } from '../sets/set-reader.ts';

export class Saying {
  readonly reader: SetReader;
  readonly profile: PartnerProfile;
  readonly codes: CodeBook;
  /** Name of the system that says it. */
  readonly system: string;
  /** Control number of its group. */
  readonly group: string;
  /** When it was sent, as text of an instant. */
  readonly sentAt: string;
  readonly facts: CanonicalFact[] = [];
  readonly #companies: CompanyCodes;
  readonly #id: string;

  constructor(of: {
    readonly reader: SetReader;
    readonly profile: PartnerProfile;
    readonly codes: CodeBook;
    readonly companies: CompanyCodes;
    readonly system: string;
    readonly group: string;
    readonly sentAt: string;
    /** Id of the set: stays the same however often it is sent. */
    readonly id: string;
  }) {
    this.reader = of.reader;
    this.profile = of.profile;
    this.codes = of.codes;
    this.system = of.system;
    this.group = of.group;
    this.sentAt = of.sentAt;
    this.#companies = of.companies;
    this.#id = of.id;
  }

  /** States a fact in the wire form of its type; what does not fit is a fault of the segment. */
  state<T>(
    type: FactType<T>,
    segment: Segment,
    wire: unknown,
    part = '',
    occurredAt = this.sentAt,
  ): void {
    const record = { id: `${this.#id}${part}`, code: this.profile.company, occurredAt, path: '' };
    const made = canonicalFact(type, record, this.#companies, wire);
    if (made.ok) this.facts.push(made.value);
    else for (const { message } of made.error) this.reader.object(segment, message);
  }

  /** A date and time of the partner's zone, as text of an instant. */
  moment(segment: Segment, date: string, time = '00:00:00'): string {
    try {
      return formatInstant(instantOfLocal(this.profile.zone, `${date}T${time}`));
    } catch {
      this.reader.object(segment, `${date} ${time} is no moment that we can reckon with`);
      return this.sentAt;
    }
  }

  /** Our number of an item, by the first qualifier of the agreement that is sent. */
  item(segment: Segment, ids: ReadonlyMap<string, string>): string {
    const { itemQualifiers, items } = this.profile.orders;
    const qualifier = itemQualifiers.find((word) => ids.has(word));
    if (qualifier === undefined) {
      const sent = [...ids.keys()].join(', ') || 'none';
      this.reader.object(segment, `names no item by ${itemQualifiers.join(', ')}; sent: ${sent}`);
      return '?';
    }
    const code = ids.get(qualifier)!;
    const known = this.codes.meaning('item', code);
    if (known !== null) return known;
    if (items === 'mapped')
      this.reader.object(segment, `unknown item "${code}"`, { list: 'item', code });
    return code;
  }

  /** Our word for a code, or a fault that a mapping mends. */
  meaning(segment: Segment, list: string, code: string): string | null {
    const known = this.codes.meaning(list, code);
    if (known === null) this.reader.object(segment, `unknown ${list} "${code}"`, { list, code });
    return known;
  }

  /** A quantity in base units, exactly, as canonical text. */
  quantity(segment: Segment, item: string, unit: string, written: string): string {
    const parsed = parseQuantity(written);
    if (!parsed.ok) {
      this.reader.object(segment, parsed.error);
      return '0';
    }
    const base = inBaseUnits(this.codes, { item, unit, quantity: parsed.value }, '');
    if (base.ok) return formatQuantity(base.value);
    this.reader.object(segment, base.error.message, base.error.unknown);
    return '0';
  }

  /** How many base units one of a unit is, in millionths; `null` where nobody knows. */
  unitSize(item: string, unit: string): Quantity | null {
    const base = inBaseUnits(this.codes, { item, unit, quantity: 1_000_000n as Quantity }, '');
    return base.ok ? base.value : null;
  }

  /** The site that a party names, or the warehouse's only one. */
  site(
    segment: Segment,
    parties: readonly { readonly role: string; readonly id: string }[],
  ): string {
    const named = parties.find(({ role }) => role === 'WH' || role === 'SF')?.id ?? '';
    if (named !== '') {
      const known = this.codes.meaning('site', named);
      if (known !== null) return known;
    }
    const { site } = this.profile.warehouse;
    if (site !== undefined) return site;
    if (named === '') this.reader.object(segment, 'names no warehouse (N1 WH or SF)');
    else this.reader.object(segment, `unknown site "${named}"`, { list: 'site', code: named });
    return '?';
  }
}
