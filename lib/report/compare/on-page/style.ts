/** Files to compare, and what comes of them. */
export const COMPARING_STYLE = `
.comparing .bar input[type=file]{font:inherit;color:var(--ink);max-width:min(100%,18rem)}
.comparing .bar label{min-width:0;max-width:100%}.comparing .bar .tick{flex-direction:row;align-items:center;gap:.4rem;color:var(--ink);padding:.2rem 0}
.comparing .lede{margin:.75rem 0;overflow-wrap:anywhere}.comparing .bad{color:var(--warn-ink);background:var(--warn-wash);border-left:4px solid var(--warn);padding:.35rem .85rem;display:block}
.comparing .facts{grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr))}
.comparing table{font-size:.8125rem}.comparing th,.comparing td{padding:.34rem .5rem}.comparing th:first-child{padding-left:0}.comparing th.long{max-width:26rem}
.comparing tbody tr:hover>*{background:var(--wash)}`;
