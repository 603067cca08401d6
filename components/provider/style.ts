/** What the provider's pages add to the sheet of the driver's pages: a wider column, and fields side by side on a desktop. */
export const PROVIDER_CSS = `
.bar,main,footer>div{max-width:46rem}
main{padding-top:.5rem}
legend{padding:0}
.pair{display:grid;gap:.75rem}
.check{display:flex;gap:.75rem;align-items:flex-start;min-height:2.75rem;padding-block:.375rem;font-weight:400}
.check input{width:1.375rem;height:1.375rem;margin:.125rem 0 0;flex:none;accent-color:var(--accent)}
.check b{font-weight:550}
textarea.in{min-height:6rem;padding-block:.75rem;line-height:1.4}
select.in{appearance:auto}
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;text-transform:uppercase}
.list{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.375rem 1.25rem}
.list dt{color:var(--muted)}
.list .row{display:contents}
.send{max-width:20rem}
@media (min-width:40em){.pair{grid-template-columns:1fr 1fr}.checks{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}}
`;
