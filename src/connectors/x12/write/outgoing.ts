/** What every document to a partner needs: his codes, his units, his zone, his figures. */
import type { CodeBook } from '../../../application/ports/code-book.ts';
import type { OutboundCommand } from '../../../application/ports/connector.ts';
import type { ControlNumber } from '../../../application/ports/control-numbers.ts';
import { localDateIn } from '../../../kernel/calendar.ts';
import { formatDecimal, powerOfTen } from '../../../kernel/decimal.ts';
import { minorUnitDigits } from '../../../kernel/currency.ts';
import { formatInstant, type Instant } from '../../../kernel/instant.ts';
import { divideRounded, type Money } from '../../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import { UNIT_PRICE_SCALE } from '../../../kernel/unit-price.ts';
import { BASE_UNIT, inBaseUnits, inUnitsOf } from '../../coded-value.ts';
import type { PartnerProfile } from '../profile.ts';
import type { SetId } from '../sets/document.ts';
import { writableText, type WrittenSegment } from './interchange-text.ts';

/** A set as it is to be sent. */
export interface OutgoingSet {
  readonly set: SetId;
  readonly segments: readonly WrittenSegment[];
}

/** A command that cannot be written as X12: trying again will not help. */
export class DocumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DocumentError';
  }
}

const ONE_UNIT = 1_000_000n;
/** Digits of an element of type R that all partners read. */
const PRICE_DIGITS_MAX = 17;

/** A quantity in a unit of the partner's. */
interface Counted {
  readonly quantity: string;
  readonly unit: string;
  /** Millionths of a base unit in one of the unit. */
  readonly size: bigint;
}

/** HHMM of a moment in a zone. */
export function timeOfDay(zone: string, at: Instant): string {
  const [hour, minute] = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .formatToParts(new Date(formatInstant(at)))
    .filter(({ type }) => type !== 'literal');
  return `${hour!.value}${minute!.value}`;
}

export class Outgoing {
  readonly profile: PartnerProfile;
  readonly codes: CodeBook;
  readonly command: OutboundCommand;
  readonly given: ControlNumber;

  constructor(
    profile: PartnerProfile,
    codes: CodeBook,
    command: OutboundCommand,
    given: ControlNumber,
  ) {
    this.profile = profile;
    this.codes = codes;
    this.command = command;
    this.given = given;
  }

  /** The command was sent before with another content: this one replaces it. */
  get replaces(): boolean {
    return this.command.generation > 1;
  }

  /** YYYYMMDD in the partner's zone. */
  day(at: Instant): string {
    return localDateIn(this.profile.zone, at).replaceAll('-', '');
  }

  /** HHMM in the partner's zone. */
  clock(at: Instant): string {
    return timeOfDay(this.profile.zone, at);
  }

  text(text: string, lengthMax: number): string {
    return writableText(this.profile, text, lengthMax);
  }

  /** Qualifier and id pairs of an item: our number, and the partner's where he has one. */
  itemIds(item: string): string[] {
    const theirs = this.codes.codeFor('item', item);
    return ['VP', item, ...(theirs === null || theirs === item ? [] : ['BP', theirs])];
  }

  /** A code of the partner for a word of ours, or the word itself. */
  code(list: string, word: string): string {
    return this.codes.codeFor(list, word) ?? word;
  }

  /**
   * In the unit in which the partner buys the item (list `selling-unit`), where that is exact; in
   * base units otherwise.
   */
  counted(item: string, base: Quantity): Counted {
    const wished = this.codes.meaning('selling-unit', item);
    if (wished !== null) {
      const units = inUnitsOf(this.codes, item, wished, base, '');
      const size = inBaseUnits(
        this.codes,
        { item, unit: wished, quantity: ONE_UNIT as Quantity },
        '',
      );
      if (units.ok && size.ok)
        return { quantity: formatQuantity(units.value), unit: wished, size: size.value };
    }
    const unit = this.codes.codeFor('unit', BASE_UNIT);
    if (unit === null)
      throw new DocumentError(`the partner has no code for our unit "${BASE_UNIT}"`);
    return { quantity: formatQuantity(base), unit, size: ONE_UNIT };
  }

  /** The price of one of the unit, from that of a base unit. */
  price(perBase: bigint, { size }: Counted): string {
    return formatDecimal(perBase * size, UNIT_PRICE_SCALE + 6);
  }

  /**
   * The price of one of the unit by which the net amount of a line comes out: with as many decimals
   * as that needs.
   */
  priceOf(net: Money, base: Quantity, counted: Counted): string {
    if (base === 0n) return '0';
    const decimals = minorUnitDigits(net.currency);
    const units = (base * ONE_UNIT) / counted.size;
    for (let scale = 2; scale <= 12; scale += 1) {
      const price = divideRounded(
        net.amountMinor * powerOfTen(scale) * ONE_UNIT,
        units * powerOfTen(decimals),
        'half-up',
      );
      const again = divideRounded(
        price * units * powerOfTen(decimals),
        powerOfTen(scale) * ONE_UNIT,
        'half-up',
      );
      const text = formatDecimal(price, scale);
      if (again === net.amountMinor && text.length <= PRICE_DIGITS_MAX) return text;
    }
    throw new DocumentError(
      `no price of ${formatQuantity(base)} units gives a net of ${net.amountMinor}`,
    );
  }

  /** N2: an amount without its point, in hundredths whatever the currency has. */
  hundredths({ amountMinor, currency }: Money): string {
    const decimals = minorUnitDigits(currency);
    if (decimals <= 2) return String(amountMinor * powerOfTen(2 - decimals));
    const parts = powerOfTen(decimals - 2);
    if (amountMinor % parts !== 0n)
      throw new DocumentError(`${amountMinor} of ${currency} has parts of a hundredth`);
    return String(amountMinor / parts);
  }
}
