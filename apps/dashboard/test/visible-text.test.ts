import { expect, test } from 'vitest';
import { visibleJson, visibleText } from '../src/view/visible-text.ts';

test('what cannot be seen, or turns the direction of writing, is told by its code', () => {
  expect(visibleText('+1\u202e303\u0000\u200b')).toBe('+1⟨202E⟩303⟨0000⟩⟨200B⟩');
  expect(visibleText('half \ud83d of a pair')).toBe('half ⟨D83D⟩ of a pair');
  expect(visibleText('Grüße, مرحبا 🚚')).toBe('Grüße, مرحبا 🚚');
});

test('in JSON it is escaped as JSON does, so that the text still parses to the same, and lines stay lines', () => {
  const value = { from: '+1\u202e303', to: 'a\nb\u2028c\u0000', body: ['\ufeff', '🚚'] };
  const shown = visibleJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(shown)).toEqual(value);
  expect(shown).not.toMatch(/[\u202e\u2028\ufeff]/);
  expect(shown.split('\n')).toHaveLength(8);
});
