/** `+` and 5 to 17 digits, or a number that is passed through as it is. */
export function isDestination(number: string): boolean {
  return /^(?:\+\d{5,17}|\+?988)$/.test(number);
}

/** `+` and 5 to 17 digits, or a short code. */
export function isSource(number: string): boolean {
  return /^(?:\+\d{5,17}|\d{5,6})$/.test(number);
}
