/** The form of a workload and its table. */
export const WORKLOAD_STYLE = `
.workload .bar input{font:inherit;font-size:.875rem;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:6px;padding:.2rem .5rem;width:8.5rem}
.workload .bar select{padding:.28rem .5rem}
.workload .bar input:invalid{border-color:var(--warn)}
.workload table{font-size:.8125rem}.workload th,.workload td{padding:.34rem .5rem}.workload th:first-child{padding-left:0}
.workload thead th{white-space:normal;max-width:7rem}
.workload .scroll tr.best>*,.workload .scroll tr.best>:first-child{background:var(--wash)}.workload .best td:last-child{font-weight:600}
@media print{.workload .rest{display:none!important}}`;
