import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exceedsPrice, multiplyPrice } from '../src/message/price.ts';

describe('prices', () => {
  test.for([
    ['0.0083', 3, '0.0249'],
    ['0.1', 3, '0.3'],
    ['0.00415', 2, '0.0083'],
    ['1', 10, '10'],
    ['0', 5, '0'],
    ['0.000000001', 7, '0.000000007'],
  ] as const)('%s times %d is %s', ([price, count, product]) => {
    expect(multiplyPrice(price, count)).toBe(product);
  });

  test('are multiplied as whole numbers are', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(1_000), (units, count) => {
        const price = `${Math.trunc(units / 10_000)}.${String(units % 10_000).padStart(4, '0')}`;
        const [whole = '', fraction = ''] = multiplyPrice(price, count).split('.');
        expect(Number(whole + fraction.padEnd(4, '0'))).toBe(units * count);
      }),
    );
  });

  test('are compared as decimals, not as texts', () => {
    expect(exceedsPrice('0.1', '0.09')).toBe(true);
    expect(exceedsPrice('0.10', '0.1')).toBe(false);
    expect(exceedsPrice('9', '10')).toBe(false);
  });
});
