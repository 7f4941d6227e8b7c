import type { Samples } from './samples.js';

export default {
  hello: `print("Hello, world!")
`,
  sum: `local s = 0
for w in io.read("a"):gmatch("%S+") do s = s + math.tointeger(tonumber(w)) end
print(s)
`,
  broken: `local =
`,
  endless: `while true do end
`,
} satisfies Samples;
