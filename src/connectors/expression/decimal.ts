/** Exact decimals for mapping expressions: a double is only ever the carrier, never the arithmetic. */

/** A decimal as an integer of its last digit: 12.50 is 1250 with scale 2. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Digits after the point that arithmetic keeps: more is a sign of a division that never ends. */
const SCALE_MAX = 30;
/** Digits that a double carries faithfully there and back. */
const CARRIED_DIGITS = 15;
const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The text of a number in plain digits, or `null` for one that only an exponent can write. */
export function plainText(value: number): string | null {
  const text = String(value);
  return PLAIN.test(text) ? text : null;
}

/** Reads plain digits as a number that carries them exactly, or `null`. */
export function numberOf(text: string): number | null {
  if (text.length <= CARRIED_DIGITS) return PLAIN.test(text) ? Number(text) : null;
  const decimal = decimalOf(text);
  return decimal === null ? null : carrier(decimal);
}

/** `+ - * /` and `%` without rounding; `null` where the result cannot be carried exactly. */
export function calculate(operator: string, left: number, right: number): number | null {
  if (Number.isInteger(left) && Number.isInteger(right) && operator !== '/') {
    const quick = whole(operator, left, right);
    if (quick !== null) return quick;
  }
  const [a, b] = [decimalOf(String(left)), decimalOf(String(right))];
  if (a === null || b === null) return null;
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [shifted(a, scale), shifted(b, scale)];
  switch (operator) {
    case '+':
      return carrier({ digits: x + y, scale });
    case '-':
      return carrier({ digits: x - y, scale });
    case '*':
      return carrier({ digits: a.digits * b.digits, scale: a.scale + b.scale });
    case '/':
      return y === 0n ? null : divided(x, y);
    case '%':
      return y === 0n ? null : carrier({ digits: x % y, scale });
    default:
      return null;
  }
}

/** A quotient of so many digits after the point, halves to the even neighbour. */
export function divideRounded(left: number, right: number, places: number): number | null {
  const [a, b] = [decimalOf(String(left)), decimalOf(String(right))];
  if (a === null || b === null || b.digits === 0n || places < 0 || places > SCALE_MAX) return null;
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [shifted(a, scale) * 10n ** BigInt(places), shifted(b, scale)];
  const isNegative = x < 0n !== y < 0n;
  const rounded = halfEven(x < 0n ? -x : x, y < 0n ? -y : y);
  return carrier({ digits: isNegative ? -rounded : rounded, scale: places });
}

/** Rounded to so many digits after the point, halves to the even neighbour. */
export function roundHalfEven(value: number, places: number): number | null {
  const decimal = decimalOf(String(value));
  if (decimal === null) return null;
  if (decimal.scale <= places) return value;
  const unit = 10n ** BigInt(decimal.scale - places);
  const magnitude = halfEven(decimal.digits < 0n ? -decimal.digits : decimal.digits, unit);
  const rounded = decimal.digits < 0n ? -magnitude : magnitude;
  return places >= 0
    ? carrier({ digits: rounded, scale: places })
    : carrier({ digits: rounded * 10n ** BigInt(-places), scale: 0 });
}

/** `x / y` for what is not negative. */
function halfEven(x: bigint, y: bigint): bigint {
  const [quotient, rest] = [x / y, x % y];
  const isUp = rest * 2n > y || (rest * 2n === y && quotient % 2n !== 0n);
  return isUp ? quotient + 1n : quotient;
}

function whole(operator: string, left: number, right: number): number | null {
  if (operator === '%') return right === 0 ? null : left % right;
  const result = operator === '+' ? left + right : operator === '-' ? left - right : left * right;
  return Number.isSafeInteger(result) ? result : null;
}

function divided(x: bigint, y: bigint): number | null {
  for (let scale = 0, scaled = x; scale <= SCALE_MAX; scale++, scaled *= 10n) {
    if (scaled % y === 0n) return carrier({ digits: scaled / y, scale });
  }
  return null;
}

function decimalOf(text: string): Decimal | null {
  const match = PLAIN.exec(text);
  if (match === null) return null;
  const [, sign, front, back = ''] = match;
  return { digits: BigInt(`${sign}${front}${back}`), scale: back.length };
}

const shifted = (value: Decimal, scale: number): bigint =>
  value.digits * 10n ** BigInt(scale - value.scale);

/** The double that prints exactly these digits, or `null`. */
function carrier({ digits, scale }: Decimal): number | null {
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale -= 1;
  }
  const magnitude = String(digits < 0n ? -digits : digits);
  if (scale === 0) {
    const value = Number(digits);
    return Number.isSafeInteger(value) ? value : null;
  }
  if (magnitude.length > CARRIED_DIGITS) return null;
  const padded = magnitude.padStart(scale + 1, '0');
  const text = `${digits < 0n ? '-' : ''}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  const value = Number(text);
  return String(value) === text ? value : null;
}
