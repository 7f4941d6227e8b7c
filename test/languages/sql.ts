import type { Samples } from './samples.js';

export default {
  hello: `select 'Hello, world!';
`,
  sum: `.separator " "
create table t(a, b, c);
.import /dev/stdin t
select sum(a + b + c) from t;
`,
  broken: `select from where;
`,
  endless: `with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n;
`,
} satisfies Samples;
