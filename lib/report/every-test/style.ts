/** Choices above a table, and the table of every test. */
export const EVERY_TEST = `
.bar{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:end;margin:.25rem 0 .5rem;font-size:.8125rem}
.bar label{color:var(--soft);display:flex;flex-direction:column;gap:.1rem}
.bar select,button{font:inherit;font-size:.875rem;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px;padding:.2rem .5rem;max-width:15rem}
button{cursor:pointer}.bar button{align-self:end}button:hover,.bar select:hover{border-color:var(--ink)}
.count{display:flex;flex-wrap:wrap;gap:.4rem .75rem;align-items:center;max-width:none;margin:.5rem 0;font-size:.875rem}.count output{margin-right:auto;color:var(--soft)}
.every thead button{border:0;padding:.1rem 0;background:none;color:inherit;font:inherit;font-weight:500;text-align:inherit;white-space:normal}
.every thead button::after{content:"\\2195";content:"\\2195"/"";opacity:.45;margin-left:.25em}.every [aria-sort=ascending] button::after{content:"\\2191";content:"\\2191"/"";opacity:1}.every [aria-sort=descending] button::after{content:"\\2193";content:"\\2193"/"";opacity:1}
.every{font-size:.8125rem}.every th,.every td{padding:.34rem .5rem}.every th:first-child{padding-left:0}
.every [aria-sort]{color:var(--ink)}.every td.t{min-width:0;white-space:nowrap}.every td.soft{white-space:normal;min-width:14rem}
.every tbody tr:hover>*{background:var(--wash)}
.every small{display:none}.plain{display:none}
@media (scripting:none){.plain.alone{display:block}}
@media screen and (min-width:62rem) and (min-height:36rem){.tests .scroll{max-height:88vh;overflow:auto}.every thead th{position:sticky;top:0;background:var(--paper);z-index:2}.every thead th:first-child{z-index:3}}
@media (max-width:44rem){.every small{display:block;white-space:normal;color:var(--soft);font-size:.75rem;font-weight:400;line-height:1.3;min-width:6rem;max-width:7.5rem}.every td.t{white-space:normal;min-width:5rem}.every th,.every td{padding:.34rem .3rem}}
@media print{.every .screen{display:none}.tests:has(.many)>*{display:none!important}.tests:has(.many)~.plain{display:block}}
.more{display:flex;gap:.75rem}`;
