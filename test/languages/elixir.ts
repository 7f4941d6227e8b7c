import type { Samples } from './samples.js';

export default {
  hello: `IO.puts("Hello, world!")
`,
  sum: `IO.read(:stdio, :all) |> String.split() |> Enum.map(&String.to_integer/1) |> Enum.sum() |> IO.puts()
`,
  broken: `IO.puts(undeclared_variable
`,
  endless: `defmodule L do
  def go, do: go()
end
L.go()
`,
} satisfies Samples;
