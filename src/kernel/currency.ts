import { InvariantError } from './assert.ts';
import type { Brand } from './brand.ts';
import type { Result } from './result.ts';
import { err, ok, quoted } from './result.ts';

/** An ISO 4217 alphabetic code in which money can be stated, for example `'EUR'`. */
export type Currency = Brand<string, 'Currency'>;

/**
 * ISO 4217 list one as published on 2024-06-25, by the number of decimals of the minor unit, with
 * one later amendment: XCG replaced ANG in 2025. The platform's own table, because the one inside
 * JavaScript engines (ICU) states other decimals for some codes.
 */
const CODES_BY_DECIMALS: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN ' +
      'BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD ' +
      'FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD ' +
      'KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD ' +
      'NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP ' +
      'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED ' +
      'VES WST XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Codes for metals, baskets and tests: ISO 4217 gives them no minor unit, so no invoice can. */
const CODES_WITHOUT_MINOR_UNIT = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX';

/** Codes that left the list, and what to use instead. */
const REPLACED_CODES: ReadonlyMap<string, string> = new Map([['ANG', 'XCG']]);

const decimalsByCode = new Map<string, number>();
const resultByCode = new Map<string, Result<Currency, string>>();

for (const [decimals, codes] of CODES_BY_DECIMALS) {
  for (const code of codes.split(' ')) {
    decimalsByCode.set(code, decimals);
    resultByCode.set(code, ok(code as Currency));
  }
}
for (const code of CODES_WITHOUT_MINOR_UNIT.split(' ')) {
  resultByCode.set(code, err(`${code} has no minor unit: money cannot be stated in it`));
}
for (const [code, successor] of REPLACED_CODES) {
  resultByCode.set(code, err(`${code} is no longer a currency: use ${successor}`));
}

/** Every currency that `parseCurrency` accepts. */
export const CURRENCIES: readonly Currency[] = [...decimalsByCode.keys()].sort() as Currency[];

/**
 * Reads a currency code: three capital letters of ISO 4217. Refused with a message: unknown codes,
 * codes that were replaced, and codes without a minor unit (XAU, XDR, XXX …).
 */
export function parseCurrency(code: string): Result<Currency, string> {
  return resultByCode.get(code) ?? err(`${quoted(code)} is not a currency code of ISO 4217`);
}

/**
 * How many decimals an amount in this currency has: 2 for EUR, 0 for JPY, 3 for KWD.
 * @throws InvariantError when the value did not come from `parseCurrency`.
 */
export function minorUnitDigits(currency: Currency): number {
  const decimals = decimalsByCode.get(currency);
  if (decimals === undefined) throw new InvariantError(`${quoted(currency)} is not a currency`);
  return decimals;
}
