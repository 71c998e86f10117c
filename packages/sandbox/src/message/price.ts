/** A non-negative decimal as text: prices never pass through a binary fraction. */
export type Decimal = string;

/** The form of a decimal that is taken. */
export const decimalPattern = /^\d{1,9}(?:\.\d{1,9})?$/;

const scale = 9;

function toUnits(decimal: Decimal): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function fromUnits(units: bigint): Decimal {
  const digits = units.toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -scale) : `${digits.slice(0, -scale)}.${fraction}`;
}

/** A price times a count, exactly. */
export function multiplyPrice(price: Decimal, count: number): Decimal {
  return fromUnits(toUnits(price) * BigInt(count));
}

/** Whether a price is above another. */
export function exceedsPrice(price: Decimal, most: Decimal): boolean {
  return toUnits(price) > toUnits(most);
}
