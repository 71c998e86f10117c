import type { Page } from 'playwright-core';

const tell = (hidden: boolean) => `
  Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${hidden ? 'hidden' : 'visible'}' });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
`;

/** Tells a page that nobody sees it: one without a window is never told so by the browser. */
export async function hide(page: Page): Promise<void> {
  await page.evaluate(tell(true));
}

/** Tells a page that it is seen again. */
export async function show(page: Page): Promise<void> {
  await page.evaluate(tell(false));
}

/** Lets what a page opens next be hidden from its first moment on, as a tab that is opened behind others. */
export async function openHidden(page: Page): Promise<void> {
  await page.addInitScript(tell(true));
}
