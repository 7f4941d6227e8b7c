/** The look of the main page, for pages that are rendered here. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f4f3ef; --surface: #fff; --sunk: #f8f7f4; --ink: #1a1d23; --soft: #4d525c; --faint: #62676f;
  --line: #e3e0d8; --line-strong: #c6c2b8; --accent: #1f3fb8; --accent-hover: #18318f; --accent-ink: #fff;
  --focus: #2f5bea; --ref: #0b6b66; --cand: #9a4206; --good: #17693d; --good-soft: #e1f3e8;
  --bad: #ad1f2d; --bad-soft: #fce9ea; --shadow: 0 1px 2px rgb(30 28 20 / 6%), 0 6px 20px rgb(30 28 20 / 7%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0e1115; --surface: #161a20; --sunk: #1b2027; --ink: #e7e9ed; --soft: #b0b6c1; --faint: #8b93a0;
    --line: #272d36; --line-strong: #3d4551; --accent: #86a4ff; --accent-hover: #a3baff; --accent-ink: #0c1433;
    --focus: #86a4ff; --ref: #5ecdc2; --cand: #f3a65f; --good: #6fd598; --good-soft: #122c1d;
    --bad: #ff8f96; --bad-soft: #38191c; --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 35%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--bg); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
}
h1, h2, p, dl, dd { margin: 0; }
h1 { font-size: 20px; font-weight: 650; }
h2 { font-size: 15px; font-weight: 650; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
header {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; min-height: 56px; padding: 8px 20px;
  border-bottom: 1px solid var(--line); background: var(--surface);
}
.brand { display: inline-flex; align-items: center; gap: 8px; color: var(--ink); font-weight: 700; text-decoration: none; }
.brand svg { width: 26px; height: 26px; fill: none; stroke-width: 3; stroke-linecap: round; }
.brand .r { stroke: var(--ref); } .brand .c { stroke: var(--cand); } .brand .p { fill: var(--accent); stroke: none; }
header nav { display: flex; align-items: center; gap: 16px; margin-left: auto; font-size: 14px; }
header form { display: inline; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 48px; }
main.narrow { max-width: 420px; padding-top: 8vh; }
.card {
  padding: 24px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface);
  box-shadow: var(--shadow);
}
.card + .card { margin-top: 16px; }
.stack > * + * { margin-top: 16px; }
.muted { color: var(--faint); font-size: 13px; }
label { display: block; margin-bottom: 4px; color: var(--soft); font-size: 13px; }
input, select {
  width: 100%; min-height: 40px; padding: 0 10px; border: 1px solid var(--line-strong); border-radius: 6px;
  background: var(--surface); color: inherit; font: inherit;
}
button {
  min-height: 44px; width: 100%; padding: 0 14px; border: 0; border-radius: 6px; background: var(--accent);
  color: var(--accent-ink); font: inherit; font-size: 16px; font-weight: 650; cursor: pointer;
}
button:hover { background: var(--accent-hover); }
button.link {
  min-height: 0; width: auto; padding: 0; background: none; color: var(--accent); font-size: 14px; font-weight: 550;
  text-decoration: underline; text-underline-offset: 2px;
}
.notice { padding: 10px 12px; border-radius: 6px; background: var(--bad-soft); color: var(--bad); font-size: 14px; }
.notice.good { background: var(--good-soft); color: var(--good); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr)); gap: 16px; margin: 16px 0; }
.figures > div { padding: 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.figures dt { color: var(--faint); font-size: 13px; }
.figures dd { font-size: 26px; font-weight: 650; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th { color: var(--faint); font-size: 12.5px; font-weight: 550; text-align: left; }
th, td { padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; }
code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.92em; }
`;
