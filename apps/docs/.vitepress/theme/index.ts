// The default theme without Inter: the system's own font needs no download.
export { default } from 'vitepress/theme-without-fonts';
