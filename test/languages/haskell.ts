import type { Samples } from './samples.js';

export default {
  hello: `main :: IO ()
main = putStrLn "Hello, world!"
`,
  sum: `main :: IO ()
main = getContents >>= print . sum . map (read :: String -> Integer) . words
`,
  broken: `main = putStrLn (1 :: Int)
`,
  endless: `main :: IO ()
main = go 0 where go :: Int -> IO ()
                  go n = if n < 0 then print n else go ((n + 1) \`mod\` 1000)
`,
} satisfies Samples;
