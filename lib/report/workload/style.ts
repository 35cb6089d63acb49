/** The form of a workload and its table. */
export const WORKLOAD_STYLE = `
.workload .bar input{font:inherit;font-size:.875rem;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px;padding:.2rem .5rem;width:8.5rem}
.workload .bar select{padding:.28rem .5rem}
.workload .bar input:invalid,.workload .bar input[aria-invalid]{border-color:var(--warn)}
.workload table{font-size:.8125rem}.workload th,.workload td{padding:.34rem .5rem}.workload th:first-child{padding-left:0}
.workload thead th{white-space:normal;max-width:7rem}
.workload .scroll tr.best>*,.workload .scroll tr.best>:first-child{background:var(--wash)}.workload .best td:last-child{font-weight:600}
.workload thead button{border:0;padding:.1rem 0;background:none;color:inherit;font:inherit;font-weight:500;text-align:inherit;white-space:normal}
.workload thead button::after{content:"\\2195";content:"\\2195"/"";opacity:.45;margin-left:.25em}.workload [aria-sort=ascending] button::after{content:"\\2191";content:"\\2191"/"";opacity:1}.workload [aria-sort=descending] button::after{content:"\\2193";content:"\\2193"/"";opacity:1}
@media (min-width:56rem){.workload td.t:not(:last-child){white-space:nowrap}}
@media (max-width:44rem){.workload th,.workload td{padding:.34rem .3rem}.workload th[scope=row],.workload td.t{white-space:normal;overflow-wrap:anywhere;min-width:3.4rem}.workload td:last-child{min-width:9rem}.workload thead th{max-width:4.6rem}}
@media print{.workload .rest{display:none!important}}`;
