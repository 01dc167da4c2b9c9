/** The style of a game day's page, beside that of reports. */
export const DAY_STYLE = `
/* Nothing that has the focus is behind the bar. */
html { scroll-padding-bottom: 8rem; }
body { padding-bottom: 9rem; }
[hidden] { display: none !important; }
q { font-style: italic; }
.you, .asks { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; }
.asks { align-items: end; }
header p, header .ask { margin: .25rem 0; }
header .ask button { min-height: 2.25rem; margin: 0; padding: .2rem .8rem; font-weight: 400; }
.small { font-size: 1rem; border: 0; margin: .75rem 0 0; }
#people, .plain { list-style: none; padding: 0; margin: .25rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
.checks { list-style: none; padding: 0; }
#now { border-left: .5rem solid var(--accent); padding-left: 1rem; margin-top: 1rem; }
#now h2 { border: 0; margin: 0; font-size: 1.4rem; }
#turn { font-size: 1.1rem; margin: .25rem 0 .75rem; }
.ask { margin: .5rem 0; max-width: 46rem; }
.ask label { display: block; margin-top: .5rem; }
.ask input, .ask textarea, .ask select, #join-name {
  font: inherit; width: 100%; min-height: 2.5rem; padding: .3rem .5rem; color: var(--text); background: var(--page);
  border: 1px solid var(--faint); border-radius: .25rem;
}
textarea:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.ask button, #join-form button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: .4rem 1.2rem; margin-top: .5rem; cursor: pointer;
  color: var(--text); background: var(--panel); border: 1px solid var(--faint); border-radius: .25rem;
}
.refusal { color: var(--bad); margin: .25rem 0; }
.refusal:empty { display: none; }
.said { list-style: none; padding: 0; }
.said li { border-bottom: 1px solid var(--grid); padding: .35rem 0; }
.text { white-space: pre-wrap; }
.course > li { margin-bottom: 1rem; }
.course h3 { margin: 0; }
.course p { margin: .1rem 0; }
progress { width: 100%; height: .75rem; accent-color: var(--accent); }
.ask[data-ask="begin"] button, .ask[data-ask="go"] button, .ask[data-ask="reviewed"] button, .ask[data-ask="end"] button {
  color: var(--page); background: var(--accent); border-color: var(--accent);
}
#join-form { max-width: 30rem; }
nav ul { margin: .25rem 0; }
.long { max-height: 30rem; overflow-y: auto; }
#stop-bar {
  position: fixed; inset: auto 0 0 0; z-index: 100; padding: .5rem 1rem calc(.5rem + env(safe-area-inset-bottom));
  background: var(--panel); border-top: 2px solid var(--bad);
  display: flex; gap: 1rem; align-items: center; justify-content: space-between;
}
#stop-bar p { margin: 0; }
#stop-bar .ask { margin: 0; flex: none; }
#stop-bar button {
  margin: 0; min-width: 9rem; min-height: 3.5rem; font-size: 1.25rem; background: #a40e26; color: #ffffff; border-color: #a40e26;
}
/* All figures of a row are in sight on a phone. */
@media (max-width: 30rem) {
  #run .scroll :is(th, td) { padding-right: .45rem; font-size: .9rem; }
}
/* Notes beside the run that they are of. */
@media (min-width: 70rem) {
  main:not(:has(#run[hidden])) { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 2fr); gap: 0 2rem; align-items: start; }
  main:not(:has(#run[hidden])) > :is(#now, #course) { grid-column: 1 / -1; }
}
`;
