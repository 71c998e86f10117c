import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { statuses } from '../src/view/view.ts';
import { statusSigns } from '../src/view/words.ts';

const css = readFileSync(new URL('../src/styles/base.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const darkInk = '#10151b';
const whiteInk: readonly string[] =
  css.match(/((?:\.status-\w+,?\s+)+)\{\s+color: #ffffff;/)?.[1]?.match(/\w+(?=,|\s)/g) ?? [];

/** What a theme says of a status; dark leaves out what it does not change. */
function colourOf(status: string, theme: 'light' | 'dark'): string {
  const [, colour] = (theme === 'dark' ? [dark, light] : [light])
    .map((part) => new RegExp(`--status-${status}: (#[0-9a-f]{6});`).exec(part))
    .find((found) => found !== null) ?? ['', ''];
  return colour ?? '';
}

type Rgb = readonly [number, number, number];

function linear(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

function contrast(one: string, other: string): number {
  const [lower = 0, upper = 0] = [one, other].map((each) => luminance(linear(each)) + 0.05).sort((a, b) => a - b);
  return upper / lower;
}

const dot = (row: Rgb, [red, green, blue]: Rgb) => row[0] * red + row[1] * green + row[2] * blue;

/** How eyes see that lack one kind of cone, on linear light: Machado, Oliveira and Fernandes (2009), severity 1. */
const eyes: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
  ],
  deuteranopia: [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_82, 0.042_94, 0.968_881],
  ],
  tritanopia: [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.303_9],
  ],
};

/** In Oklab, where distances are as people see them: 0.02 is just seen between large areas. */
function seen(colour: string, [first, second, third]: readonly [Rgb, Rgb, Rgb]): Rgb {
  const light = linear(colour);
  const rgb: Rgb = [dot(first, light), dot(second, light), dot(third, light)];
  const cones: Rgb = [
    Math.cbrt(dot([0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9], rgb)),
    Math.cbrt(dot([0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6], rgb)),
    Math.cbrt(dot([0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5], rgb)),
  ];
  return [
    dot([0.210_454_255_3, 0.793_617_785, -0.004_072_046_8], cones),
    dot([1.977_998_495_1, -2.428_592_205, 0.450_593_709_9], cones),
    dot([0.025_904_037_1, 0.782_771_766_2, -0.808_675_766], cones),
  ];
}

function distance(one: Rgb, other: Rgb): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

test('each status has a sign of its own', () => {
  expect(new Set(Object.values(statusSigns)).size).toBe(statuses.length);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(statuses)('the sign of %s is read on its colour', (status) => {
    const ink = theme === 'light' && whiteInk.includes(status) ? '#ffffff' : darkInk;
    expect(contrast(colourOf(status, theme), ink)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.keys(eyes))('what is on its way is told apart from all else by the eyes: %s', (name) => {
    const eye = eyes[name];
    if (eye === undefined) throw new Error(name);
    for (const one of ['initiated', 'sending', 'receiving'] as const) {
      for (const other of statuses.filter((each) => String(each) !== one)) {
        const apart = distance(seen(colourOf(one, theme), eye), seen(colourOf(other, theme), eye));
        expect([one, other, apart > 0.06 ? 'apart' : apart]).toEqual([one, other, 'apart']);
      }
    }
  });
});
